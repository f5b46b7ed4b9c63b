import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface SmallRequests {
  /** Requests that were answered 200. */
  readonly answered: number;
  readonly seconds: number;
  /** Seconds from the request to its answer, of each. */
  readonly times: readonly number[];
}

export interface SmallRequestsOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Seconds before those that count: by then the server is warm. */
  readonly warmSeconds: number;
  readonly body: string;
}

const ANSWER_END = '\r\n\r\n';

/**
 * Sends the same request over and over on each of some connections, the next one when the last one is answered. A client of HTTP
 * would take as much of the two cores as the server does: here the request is bytes that are there already, and of an answer its
 * status and its end are looked at, which must have no body.
 * @throws Error for another answer than 200
 */
export async function sendSmallRequests(
  url: string,
  { connections, seconds, warmSeconds, body }: SmallRequestsOptions,
): Promise<SmallRequests> {
  const { hostname, port, host, pathname } = new URL(url);
  const request = Buffer.from(
    `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/x-ndjson\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const lanes = Array.from({ length: connections }, () => new Lane(connect(Number(port), hostname), request));
  await Promise.all(lanes.map((lane) => lane.begin()));
  await setTimeout(warmSeconds * 1000);
  for (const lane of lanes) lane.times.length = 0;
  const begun = performance.now();
  await setTimeout(seconds * 1000);
  const times = lanes.flatMap((lane) => lane.times);
  const lasted = (performance.now() - begun) / 1000;
  await Promise.all(lanes.map((lane) => lane.end()));
  return { answered: times.length, seconds: lasted, times };
}

class Lane {
  readonly times: number[] = [];
  readonly #socket: Socket;
  readonly #request: Uint8Array;
  #sentMs = 0;
  #answer = '';
  #isEnding = false;
  readonly #ended = Promise.withResolvers<void>();

  constructor(socket: Socket, request: Uint8Array) {
    this.#socket = socket;
    this.#request = request;
    socket.setNoDelay(true);
    socket.setEncoding('latin1').on('data', (text: string) => this.#take(text));
    socket.on('error', this.#ended.reject);
  }

  async begin(): Promise<void> {
    await once(this.#socket, 'connect');
    this.#send();
  }

  /** Resolves when the request that is under way is answered. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#ended.promise;
    this.#socket.destroy();
  }

  #send(): void {
    this.#sentMs = performance.now();
    this.#socket.write(this.#request);
  }

  #take(text: string): void {
    this.#answer += text;
    if (!this.#answer.endsWith(ANSWER_END)) return;
    if (!this.#answer.startsWith('HTTP/1.1 200')) {
      this.#ended.reject(new Error(`a request was answered ${this.#answer.split('\r\n')[0]}`));
      return;
    }
    this.#answer = '';
    this.times.push((performance.now() - this.#sentMs) / 1000);
    if (this.#isEnding) this.#ended.resolve();
    else this.#send();
  }
}
