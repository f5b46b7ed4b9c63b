import { CommanderError } from 'commander';
import { EngineError, InvalidArgumentError, QuerySyntaxError } from 'log-analytics-engine';
import { sessionExitCode } from './command-session.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { makeProgram } from './program.ts';
import { CommandFailedError, UsageError } from './usage-error.ts';

process.exitCode = await run(process.argv);

async function run(argv: readonly string[]): Promise<ExitCode> {
  try {
    await makeProgram().parseAsync(argv);
    return sessionExitCode();
  } catch (error) {
    return report(error);
  }
}

/** Says what went wrong in a sentence; only what should never happen comes with a stack. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.usage;
  if (error instanceof UsageError || error instanceof InvalidArgumentError || error instanceof QuerySyntaxError) {
    console.error(`log-analytics: ${error.message}`);
    return EXIT_CODE.usage;
  }
  if (error instanceof EngineError || error instanceof CommandFailedError)
    console.error(`log-analytics: ${error.message}`);
  else console.error('log-analytics: this is a bug, please report it:', error);
  return EXIT_CODE.failed;
}
