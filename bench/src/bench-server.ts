import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PIECE_BYTES = 1024 * 1024;
const SCRIPT = fileURLToPath(new URL('./server-process.ts', import.meta.url));

/** A server of the bench, in a process of its own. */
export class BenchServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, url: string) {
    this.#child = child;
    this.#lines = lines;
    this.url = url;
  }

  /** @param flags of `log-analytics serve` beside the directory */
  static async start(directory: string, flags: readonly string[] = []): Promise<BenchServer> {
    // As `bin/log-analytics.mjs` starts a server.
    const threads = `--v8-pool-size=${Math.max(1, Math.min(4, availableParallelism() - 1))}`;
    const child = spawn(process.execPath, [threads, '--conditions=source', SCRIPT, directory, ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { MALLOC_ARENA_MAX: '2', ...process.env },
    });
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    if (typeof value !== 'string') throw new Error('the server did not start');
    return new BenchServer(child, lines, value);
  }

  /** @throws Error for an answer of another status than 2xx */
  async post(path: string, body: Uint8Array | string, contentType = 'application/x-ndjson'): Promise<string> {
    // Not `fetch`, which takes the sender longer than the server needs for a small answer.
    const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
    const request = httpRequest(`${this.url}${path}`, { method: 'POST', headers });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.end(body);
    const [response] = await answered;
    const answer = await textOf(response);
    const { statusCode = 0 } = response;
    if (statusCode < 200 || statusCode > 299) throw new Error(`${path} was answered ${statusCode}: ${answer}`);
    return answer;
  }

  /** As `post`, of a large body: piece by piece, as a file is sent, so that the sender costs little. @throws Error */
  async postLarge(path: string, body: Uint8Array): Promise<void> {
    const request = httpRequest(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'content-length': body.length },
    });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    for (let start = 0; start < body.length; start += PIECE_BYTES) {
      if (!request.write(body.subarray(start, start + PIECE_BYTES))) await once(request, 'drain');
    }
    request.end();
    const [response] = await answered;
    response.resume();
    if (response.statusCode !== 200) throw new Error(`${path} was answered ${response.statusCode}`);
  }

  /** The answer to a query in LogsQL: JSON lines. */
  async query(text: string): Promise<string> {
    const body = new URLSearchParams({ query: text }).toString();
    return await this.post('/select/logsql/query', body, 'application/x-www-form-urlencoded');
  }

  /** The memory of the process in MB; undefined where the system does not tell it. */
  residentMegabytes(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) / 1000;
  }

  /** How many entries there are. */
  async count(): Promise<number> {
    const answer = await this.post('/api/v1/count', '{}', 'application/json');
    return (JSON.parse(answer) as { count: number }).count;
  }

  /** Stops it; returns the seconds of processor time that it used from its start to its end. */
  async stop(): Promise<number> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    const { value } = await this.#lines.next();
    await ended;
    return Number(value);
  }
}
