import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { EngineError, InvalidArgumentError, QuerySyntaxError } from 'log-analytics-engine';
import { CommandRun } from './command-run.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { inOptionNames } from './filter-options.ts';
import type { ProcessStreams } from './process-streams.ts';
import { makeProgram } from './program.ts';
import { COMPLETE_REQUEST, printCompletions } from './shell-completion.ts';
import { CommandFailedError, UsageError } from './usage-error.ts';

/**
 * Runs a command line and returns how it ended; what went wrong is said on stderr.
 * @param args what stands behind the name of the command
 */
export async function runCommandLine(args: readonly string[], streams: ProcessStreams): Promise<ExitCode> {
  const run = new CommandRun(streams);
  try {
    const program = makeProgram(run);
    if (args[0] === COMPLETE_REQUEST) await printCompletions(program, args.slice(args[1] === '--' ? 2 : 1));
    else await program.parseAsync(args, { from: 'user' });
    return run.exitCode;
  } catch (error) {
    // Commander has said already what it did not understand, or shown the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.usage;
    const { exitCode, message } = failureOf(error);
    streams.stderr.write(`log-analytics: ${message}\n`);
    return exitCode;
  }
}

/** A sentence for people; only what should never happen comes with a stack. */
function failureOf(error: unknown): { exitCode: ExitCode; message: string } {
  if (error instanceof UsageError || error instanceof InvalidArgumentError || error instanceof QuerySyntaxError) {
    return { exitCode: EXIT_CODE.usage, message: inOptionNames(error.message) };
  }
  // The last is of the server, which few commands load: a thread has ended, of an extension that does not work there say.
  const isExpected =
    error instanceof EngineError ||
    error instanceof CommandFailedError ||
    (error instanceof Error && error.name === 'WorkerLostError');
  return {
    exitCode: EXIT_CODE.failed,
    message: isExpected ? error.message : `this is a bug, please report it: ${inspect(error)}`,
  };
}
