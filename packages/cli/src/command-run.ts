import type { Command } from 'commander';
import { CommandSession, type GlobalOptions } from './command-session.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import type { ProcessStreams } from './process-streams.ts';

/** One command line being run; the subcommand that it names starts the session. */
export class CommandRun {
  readonly streams: ProcessStreams;
  #session: CommandSession | undefined;

  constructor(streams: ProcessStreams) {
    this.streams = streams;
  }

  /** Starts the session of a subcommand whose options have been parsed. */
  start(command: Command): CommandSession {
    this.#session = new CommandSession(command.optsWithGlobals<GlobalOptions>(), this.streams);
    return this.#session;
  }

  /** How the subcommand says that it ended. */
  get exitCode(): ExitCode {
    return this.#session?.exitCode ?? EXIT_CODE.done;
  }
}
