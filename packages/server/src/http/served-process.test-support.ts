import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./serving-child.test-support.ts', import.meta.url));

/** A server in a process of its own, to be killed. */
export class ServedProcess implements AsyncDisposable {
  /** Where it listens, once it does. Rejected when it ends before. */
  readonly url: Promise<string>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #isKilled = false;

  /** @param argv flags beside those that the program has */
  constructor(directory: string, ingestWorkers: number, argv: readonly string[] = []) {
    this.#child = spawn(process.execPath, ['--conditions=source', PROGRAM, directory, String(ingestWorkers), ...argv], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#ended = once(this.#child, 'exit');
    this.#child.stdin!.on('error', () => undefined);
    this.url = new Promise((resolve, reject) => {
      this.#child.stdout!.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
      this.#child.once('exit', () => reject(new Error('the server has ended')));
    });
    this.url.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Gives the process one of the commands that its program knows. */
  tell(command: string): void {
    this.#child.stdin!.write(`${command}\n`);
  }

  /** Resolves when the process is gone. @throws Error where it had ended by itself */
  async kill(): Promise<void> {
    this.#isKilled = this.#child.kill('SIGKILL') || this.#isKilled;
    await this.#ended;
    if (!this.#isKilled) throw new Error('the server has ended by itself');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
