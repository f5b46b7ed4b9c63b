import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { EngineError } from 'log-analytics-engine';
import { complete, LOGSQL, type SyntaxRegistry } from 'log-analytics-engine/logsql';
import type { CommandSession } from './command-session.ts';
import { type LogsqlAnswerOptions, printLogsqlAnswer } from './logsql-answer.ts';
import { CommandFailedError, UsageError } from './usage-error.ts';

const PROMPT = 'logsql> ';
const CONTINUED = '     -> ';
const HISTORY_MAX = 1000;

const HELP = `A query in LogsQL runs at the end of its line; a line that ends with \\ goes on. Tab completes names.
  \\table  \\json  \\csv    how answers are shown
  \\limit N               how many rows; 0 is all
  \\start TIME  \\end TIME from when, and until when; without a time no longer
  \\help  \\quit           also Ctrl-D; Ctrl-C stops a query`;

/** Where the queries of earlier runs are kept. */
export function historyFile(environment: NodeJS.ProcessEnv = process.env): string {
  const state = environment.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(state, 'log-analytics', 'history');
}

/** Asks for queries and prints their answers, until the input ends. What goes wrong with one is said, and the next is asked for. */
export async function queryInteractively(session: CommandSession, options: LogsqlAnswerOptions): Promise<void> {
  const { stdin, stdout } = process;
  const file = historyFile();
  const { syntax } = await session.language();
  const reader = createInterface({
    input: stdin,
    // Into a pipe go answers alone.
    ...(stdout.isTTY === true ? { output: stdout, terminal: true } : { terminal: false }),
    history: readHistory(file),
    historySize: HISTORY_MAX,
    removeHistoryDuplicates: true,
    completer: (line: string) => completions(line, syntax),
  });
  const shell = new QueryShell(session, options, reader);
  session.terminal.note(`${session.place}: LogsQL, \\help for help`);
  await shell.run();
  await saveHistory(file, shell.history);
}

/** Candidates for the word before the cursor, and that word. */
export function completions(line: string, syntax: SyntaxRegistry = LOGSQL): [string[], string] {
  if (line.startsWith('\\')) {
    const names = ['\\csv', '\\end', '\\help', '\\json', '\\limit', '\\quit', '\\start', '\\table'];
    return [names.filter((name) => name.startsWith(line)), line];
  }
  const { start, candidates } = complete(line, line.length, syntax);
  return [candidates.map(({ name }) => name), line.slice(start)];
}

class QueryShell {
  /** The newest last. */
  readonly history: string[];
  readonly #session: CommandSession;
  readonly #reader: Interface;
  #options: LogsqlAnswerOptions;
  #running: AbortController | undefined;

  constructor(session: CommandSession, options: LogsqlAnswerOptions, reader: Interface) {
    this.#session = session;
    this.#options = options;
    this.#reader = reader;
    this.history = readHistory(historyFile()).reverse();
    reader.on('SIGINT', () => {
      if (this.#running === undefined) reader.close();
      else this.#running.abort();
    });
  }

  async run(): Promise<void> {
    let text = '';
    this.#prompt(PROMPT);
    for await (const line of this.#reader) {
      if (line.endsWith('\\') && !line.startsWith('\\')) {
        text += `${line.slice(0, -1)}\n`;
        this.#prompt(CONTINUED);
        continue;
      }
      text += line;
      if (text.trim() !== '' && !(await this.#take(text.trim()))) break;
      text = '';
      this.#prompt(PROMPT);
    }
    this.#reader.close();
  }

  /** What comes through a pipe is not asked for; and its reader may have come to the end already. */
  #prompt(text: string): void {
    if (!this.#reader.terminal) return;
    this.#reader.setPrompt(text);
    this.#reader.prompt();
  }

  /** Returns whether to go on. */
  async #take(text: string): Promise<boolean> {
    if (text === '\\quit' || text === '\\q' || text === 'exit' || text === 'quit') return false;
    if (this.history.at(-1) !== text) this.history.push(text);
    try {
      if (text.startsWith('\\')) this.#set(text);
      else await this.#ask(text);
    } catch (error) {
      if (!isSayable(error)) throw error;
      this.#session.terminal.note(`log-analytics: ${error.message}`);
    }
    return true;
  }

  async #ask(text: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      await printLogsqlAnswer(this.#session, text, this.#options, running.signal);
    } catch (error) {
      if (!running.signal.aborted) throw error;
      this.#session.terminal.note('stopped');
    } finally {
      this.#running = undefined;
    }
  }

  #set(text: string): void {
    const [command, value = ''] = text.split(/\s+(.*)/);
    const { terminal } = this.#session;
    const { json: _json, csv: _csv, ...rest } = this.#options;
    if (command === '\\help' || command === '\\h') terminal.note(HELP);
    else if (command === '\\table') this.#options = rest;
    else if (command === '\\json') this.#options = { ...rest, json: true };
    else if (command === '\\csv') this.#options = { ...rest, csv: true };
    else if (command === '\\limit' && /^\d+$/.test(value)) this.#options = { ...this.#options, limit: Number(value) };
    else if (command === '\\start' || command === '\\end') this.#bound(command === '\\start' ? 'start' : 'end', value);
    else throw new UsageError(`'${text}' is no command:\n${HELP}`);
  }

  #bound(key: 'start' | 'end', value: string): void {
    const { [key]: _before, ...rest } = this.#options;
    this.#options = value === '' ? rest : { ...rest, [key]: value };
  }
}

function isSayable(error: unknown): error is Error {
  return error instanceof EngineError || error instanceof UsageError || error instanceof CommandFailedError;
}

/** The newest first, as `readline` wants it. */
function readHistory(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as string)
    .reverse();
}

async function saveHistory(file: string, history: readonly string[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const lines = history.slice(-HISTORY_MAX).map((text) => `${JSON.stringify(text)}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
}
