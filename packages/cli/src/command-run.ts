import type { Command } from 'commander';
import { CommandSession, type GlobalOptions } from './command-session.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import type { ProcessStreams } from './process-streams.ts';
import { UsageError } from './usage-error.ts';

/** One command line being run; the subcommand that it names starts the session. */
export class CommandRun {
  readonly streams: ProcessStreams;
  #session: CommandSession | undefined;

  constructor(streams: ProcessStreams) {
    this.streams = streams;
  }

  /**
   * Starts the session of a subcommand whose options have been parsed.
   * @throws UsageError where they name two places for the data, or a credential for none
   */
  start(command: Command): CommandSession {
    this.#session = new CommandSession(placeOptions(command), this.streams);
    return this.#session;
  }

  /** How the subcommand says that it ended. */
  get exitCode(): ExitCode {
    return this.#session?.exitCode ?? EXIT_CODE.done;
  }
}

/** What is said on the command line comes before what the environment says. */
function placeOptions(command: Command): GlobalOptions {
  const { url, ...options } = command.optsWithGlobals<GlobalOptions>();
  const isSaid = (name: string): boolean => command.getOptionValueSourceWithGlobals(name) === 'cli';
  if (isSaid('data')) {
    if (isSaid('url')) throw new UsageError('give --data or --url, not both');
    return options;
  }
  if (url !== undefined && isSaid('extension'))
    throw new UsageError('--extension goes with --data: a server has its own, from log-analytics serve --extension');
  const credential = ['user', 'token', 'tenant'].find(isSaid);
  if (url === undefined && credential !== undefined) throw new UsageError(`--${credential} goes with --url`);
  return url === undefined ? options : { ...options, url };
}
