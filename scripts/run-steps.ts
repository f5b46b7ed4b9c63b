import { spawn } from 'node:child_process';

/** One command of a script: what it does in a few words, and the program with its arguments. */
export interface Step {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/**
 * Runs the steps, `concurrency` at a time, and prints one line for each, with its output when it failed.
 *
 * @returns whether all steps succeeded; later steps run also when earlier ones failed.
 */
export async function runSteps(steps: readonly Step[], concurrency: number): Promise<boolean> {
  const waiting = [...steps];
  let succeeded = true;
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const started = performance.now();
      const { code, output } = await run(step.command);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${step.name} (${seconds} s)`);
      if (code !== 0) {
        console.log(output.trimEnd());
        succeeded = false;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return succeeded;
}

function run(command: Step['command']): Promise<{ code: number; output: string }> {
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => resolve({ code: 1, output: `${program}: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
