import { existsSync } from 'node:fs';
import {
  type EngineExtension,
  type EngineOptions,
  LogAnalyticsEngine,
  loadExtension,
  QueryLanguage,
} from 'log-analytics-engine';
import { extendedLanguage } from 'log-analytics-engine/internals';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import type { ProcessStreams } from './process-streams.ts';
import { DirectorySource } from './source/directory-source.ts';
import type { ChangeableSource, LogSource } from './source/log-source.ts';
import { type ServerAccess, ServerClient } from './source/server-client.ts';
import { ServerSource } from './source/server-source.ts';
import { Terminal } from './terminal.ts';
import { CommandFailedError, UsageError } from './usage-error.ts';

/** The data directory where neither `--data` nor the environment names one. */
export const DEFAULT_DIRECTORY = 'log-analytics-data';
/** The variable of the environment that names the data directory. */
export const DIRECTORY_VARIABLE = 'LOG_ANALYTICS_DATA';

/** The variable of the environment that names modules of extensions, between commas. */
export const EXTENSIONS_VARIABLE = 'LOG_ANALYTICS_EXTENSIONS';

/** The options of every subcommand. */
export interface GlobalOptions extends Partial<ServerAccess> {
  readonly data: string;
  /** Paths or URLs of modules. */
  readonly extension?: readonly string[];
  readonly color?: boolean;
}

/** One run of a subcommand: where it reads and writes, and how it will end. */
export class CommandSession {
  readonly terminal: Terminal;
  /** The data directory. */
  readonly directory: string;
  /** The server that is asked in place of the directory; undefined without `--url`. */
  readonly server: ServerClient | undefined;
  exitCode: ExitCode = EXIT_CODE.done;
  readonly #streams: ProcessStreams;
  readonly #modules: readonly string[];
  #extensions: Promise<EngineExtension[]> | undefined;

  /** @throws UsageError */
  constructor({ data, extension, color, ...access }: GlobalOptions, streams: ProcessStreams) {
    this.directory = data;
    this.#modules = extension ?? namedModules();
    this.server = access.url === undefined ? undefined : new ServerClient({ ...access, url: access.url });
    this.#streams = streams;
    this.terminal = new Terminal({ stdout: streams.stdout, stderr: streams.stderr, color });
  }

  /** What `-` stands for. Not touched unless asked for: the stream of a process opens when it is looked at. */
  get stdin(): ProcessStreams['stdin'] {
    return this.#streams.stdin;
  }

  /** What the messages of a command call the place where the data is. */
  get place(): string {
    return this.server?.url ?? this.directory;
  }

  /**
   * Runs `work` on what the directory or the server holds.
   * @throws CommandFailedError where there is no data
   */
  async asking<T>(work: (source: LogSource) => Promise<T>): Promise<T> {
    if (this.server !== undefined) return await work(new ServerSource(this.server));
    const extensions = await this.#loadExtensions();
    return await this.reading((engine) => work(new DirectorySource(engine, this.directory, extensions)));
  }

  /** Runs `work`, which changes what the directory or the server holds; makes the directory where there is none. */
  async changing<T>(work: (source: ChangeableSource) => Promise<T>): Promise<T> {
    if (this.server !== undefined) return await work(new ServerSource(this.server));
    const extensions = await this.#loadExtensions();
    return await this.writing({}, (engine) => work(new DirectorySource(engine, this.directory, extensions)));
  }

  /** @throws UsageError with `--url`, for a command that works on a directory alone */
  requireDirectory(): void {
    if (this.server !== undefined) throw new UsageError('this works on a directory: give --data in place of --url');
  }

  /**
   * Runs `work` on the data as it is, beside a process that may be writing; changes nothing.
   * @throws CommandFailedError where there is no data
   */
  async reading<T>(work: (engine: LogAnalyticsEngine) => T | Promise<T>): Promise<T> {
    this.requireDirectory();
    if (!existsSync(this.directory)) {
      throw new CommandFailedError(
        `there is no data in '${this.directory}': name its directory with --data, or make it with: log-analytics ingest FILE`,
      );
    }
    return await this.#working({ readOnly: true }, work);
  }

  /** Runs `work` as the one process that writes; makes the directory where there is none. */
  async writing<T>(options: EngineOptions, work: (engine: LogAnalyticsEngine) => T | Promise<T>): Promise<T> {
    this.requireDirectory();
    return await this.#working(options, work);
  }

  async #working<T>(options: EngineOptions, work: (engine: LogAnalyticsEngine) => T | Promise<T>): Promise<T> {
    const extensions = await this.#loadExtensions();
    const engine = new LogAnalyticsEngine({ ...options, directory: this.directory, extensions });
    try {
      const result = await work(engine);
      this.#tellProblems(engine);
      return result;
    } finally {
      engine.close();
    }
  }

  /** What can be said to the directory; of a server only what every server knows. @throws InvalidArgumentError */
  async language(): Promise<QueryLanguage> {
    if (this.server !== undefined) return new QueryLanguage();
    return extendedLanguage(undefined, await this.#loadExtensions());
  }

  async #loadExtensions(): Promise<readonly EngineExtension[]> {
    this.#extensions ??= Promise.all(this.#modules.map((module) => loadExtension(module)));
    return await this.#extensions;
  }

  /** Damage met on the way does not stop the work, but what was done is then not all that was asked for. */
  #tellProblems(engine: LogAnalyticsEngine): void {
    for (const { kind, message, file } of engine.getStats().problems) {
      if (INCOMPLETE.has(kind)) this.exitCode = EXIT_CODE.failed;
      const place = file === undefined || message.includes(file) ? '' : `${file}: `;
      this.terminal.note(`log-analytics: warning: ${place}${message}`);
    }
  }
}

function namedModules(): readonly string[] {
  const names = process.env[EXTENSIONS_VARIABLE]?.split(',').map((name) => name.trim()) ?? [];
  return names.filter((name) => name !== '');
}

/** The kinds of problem with which something is missing or not done. */
const INCOMPLETE: ReadonlySet<string> = new Set(['damage', 'quarantined', 'write-failed']);
