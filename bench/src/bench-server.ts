import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

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

  static async start(directory: string): Promise<BenchServer> {
    const child = spawn(process.execPath, ['--conditions=source', SCRIPT, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    if (typeof value !== 'string') throw new Error('the server did not start');
    return new BenchServer(child, lines, value);
  }

  /** @throws Error for an answer of another status than 2xx */
  async post(path: string, body: Uint8Array | string, contentType = 'application/x-ndjson'): Promise<string> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      body: body as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': contentType },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`);
    return text;
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
