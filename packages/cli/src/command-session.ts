import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type EngineOptions, LogAnalyticsEngine } from 'log-analytics-engine';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { Terminal } from './terminal.ts';
import { CommandFailedError } from './usage-error.ts';

/** The data directory where neither `--data` nor the environment names one. */
export const DEFAULT_DIRECTORY = 'log-analytics-data';
/** The variable of the environment that names the data directory. */
export const DIRECTORY_VARIABLE = 'LOG_ANALYTICS_DATA';

/** The options of every subcommand. */
interface GlobalOptions {
  readonly data: string;
  readonly color?: boolean;
}

/** One run of the command: where it reads and writes, and how it will end. */
export class CommandSession {
  readonly terminal: Terminal;
  /** The data directory. */
  readonly directory: string;
  exitCode: ExitCode = EXIT_CODE.done;

  constructor(options: GlobalOptions) {
    this.directory = options.data;
    this.terminal = new Terminal({ stdout: process.stdout, stderr: process.stderr, color: options.color });
  }

  /**
   * Runs `work` on the data as it is, beside a process that may be writing; changes nothing.
   * @throws CommandFailedError where there is no data
   */
  async reading<T>(work: (engine: LogAnalyticsEngine) => T | Promise<T>): Promise<T> {
    if (!existsSync(this.directory)) {
      throw new CommandFailedError(
        `there is no data in '${this.directory}': name its directory with --data, or make it with: log-analytics ingest FILE`,
      );
    }
    return await this.#working({ readOnly: true }, work);
  }

  /** Runs `work` as the one process that writes; makes the directory where there is none. */
  async writing<T>(options: EngineOptions, work: (engine: LogAnalyticsEngine) => T | Promise<T>): Promise<T> {
    return await this.#working(options, work);
  }

  async #working<T>(options: EngineOptions, work: (engine: LogAnalyticsEngine) => T | Promise<T>): Promise<T> {
    const engine = new LogAnalyticsEngine({ ...options, directory: this.directory });
    try {
      for (const { message, file } of engine.getStats().problems) {
        this.terminal.note(`log-analytics: warning: ${file === undefined ? '' : `${file}: `}${message}`);
      }
      return await work(engine);
    } finally {
      engine.close();
    }
  }
}

/** The session of the last run, for whoever has to say how it ended. */
let current: CommandSession | undefined;

/** Starts the session of a subcommand that has been parsed. */
export function startSession(command: Command): CommandSession {
  current = new CommandSession(command.optsWithGlobals<GlobalOptions>());
  return current;
}

/** How the subcommand that ran says that it ended. */
export function sessionExitCode(): ExitCode {
  return current?.exitCode ?? EXIT_CODE.done;
}
