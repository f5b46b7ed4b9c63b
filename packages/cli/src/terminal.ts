import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** A stream to write to: `process.stdout`, or a stand-in. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
  once(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'drain' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

export interface TerminalOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** `--color` or `--no-color`; undefined where neither was given. */
  readonly color?: boolean | undefined;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Columns where the terminal does not say how many it has. */
const COLUMNS_UNKNOWN = 100;
const COLUMNS_MIN = 40;
/** Lines are handed to the stream in portions of this many characters. */
const PORTION_LENGTH = 1 << 16;

/**
 * Where results and messages go: results to stdout, everything else to stderr. A reader that goes away (`| head`) is no error;
 * what would still be written is dropped.
 */
export class Terminal {
  /** Whether results are for the eyes of a person: tables, fitted to the width, rather than plain fields. */
  readonly isForEyes: boolean;
  readonly hasColor: boolean;
  readonly columns: number;
  /** Whether stderr is a terminal, so that progress can be shown on it. */
  readonly showsProgress: boolean;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  #isClosed = false;

  constructor({ stdout, stderr, color, environment = process.env }: TerminalOptions) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.isForEyes = color === true || stdout.isTTY === true;
    this.hasColor = color ?? (stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb');
    this.showsProgress = stderr.isTTY === true && environment.TERM !== 'dumb';
    const given = Number(environment.COLUMNS);
    this.columns = Math.max(COLUMNS_MIN, stdout.columns ?? (given > 0 ? given : COLUMNS_UNKNOWN));
    stdout.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
      this.#isClosed = true;
    });
    stderr.on('error', () => undefined);
  }

  /** Nobody reads the results any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The text in a colour or style where there are colours. */
  style(format: Format, text: string): string {
    return this.hasColor && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  }

  /** Writes lines of results; line ends are added. Waits for a slow reader. */
  async print(lines: Iterable<string>): Promise<void> {
    let portion = '';
    for (const line of lines) {
      portion += `${line}\n`;
      if (portion.length < PORTION_LENGTH) continue;
      await this.write(portion);
      portion = '';
      if (this.#isClosed) return;
    }
    if (portion !== '') await this.write(portion);
  }

  /** Writes a message of one line to stderr. */
  note(message: string): void {
    this.#stderr.write(`${message}\n`);
  }

  /** Writes results as they are. Waits for a slow reader. */
  async write(text: string): Promise<void> {
    if (this.#isClosed || this.#stdout.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#stdout.off('drain', done);
        this.#stdout.off('close', done);
        resolve();
      };
      this.#stdout.once('drain', done);
      this.#stdout.once('close', done);
    });
  }
}
