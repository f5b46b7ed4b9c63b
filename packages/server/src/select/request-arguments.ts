import type { FastifyRequest } from 'fastify';
import { InvalidArgumentError, LimitExceededError } from 'log-analytics-engine';
import { durationArgumentMs } from './duration-argument.ts';

/** The longest form of a request; a query has its own, shorter limit. */
const FORM_BYTES_MAX = 1024 * 1024;
const NS_PER_MS = 1_000_000n;
const FALSE_TEXTS: readonly string[] = ['', '0', 'f', 'false', 'no'];

/** The arguments of a request to the query API: those of its form, then those of its URL. */
export class RequestArguments {
  readonly #form: URLSearchParams;

  private constructor(form: URLSearchParams) {
    this.#form = form;
  }

  /**
   * @throws InvalidArgumentError where the body is no form
   * @throws LimitExceededError `formBytesMax`
   */
  static async read(request: FastifyRequest): Promise<RequestArguments> {
    const { searchParams } = new URL(request.raw.url ?? '/', 'http://localhost');
    const body = await formOf(request);
    for (const [name, value] of searchParams) body.append(name, value);
    return new RequestArguments(body);
  }

  /** The first value of an argument; empty without it. */
  text(name: string): string {
    return this.#form.get(name) ?? '';
  }

  /** All values of an argument. */
  texts(name: string): string[] {
    return this.#form.getAll(name);
  }

  /** @throws InvalidArgumentError where it is missing or empty */
  required(name: string): string {
    const text = this.text(name);
    if (text === '') throw new InvalidArgumentError(`the argument '${name}' is missing`);
    return text;
  }

  /** 0 where it is missing or negative, at most 2^53 - 1: some clients ask for all with the largest number they have. @throws InvalidArgumentError */
  count(name: string): number {
    const text = this.text(name);
    if (text === '') return 0;
    if (!/^[+-]?\d{1,40}$/.test(text) || !fitsIn64Bits(BigInt(text.replace('+', '')))) {
      throw wrong(name, 'a whole number of 64 bits', text);
    }
    return Math.min(Math.max(0, Number(text)), Number.MAX_SAFE_INTEGER);
  }

  flag(name: string): boolean {
    return !FALSE_TEXTS.includes(this.text(name).toLowerCase());
  }

  /** Milliseconds of a duration such as `4.2s` or of a number of seconds. @throws InvalidArgumentError unless it is at least 1 ms */
  durationMs<T>(name: string, otherwise: T): number | T {
    const text = this.text(name);
    // Grafana is known to send an argument that it does not know this way.
    if (text === '' || text === 'undefined') return otherwise;
    const ms = durationArgumentMs(text);
    if (ms === undefined || ms < 1) throw wrong(name, 'a duration of at least 1ms, such as 5s', text);
    return ms;
  }

  /** The time that a request asks for, in milliseconds, at most `longestMs`; that is also taken where what it asks for is no time. */
  timeoutMs(longestMs: number): number {
    const ms = durationArgumentMs(this.text('timeout')) ?? 0;
    return ms < 1 ? longestMs : Math.min(ms, longestMs);
  }

  /** Nanoseconds of a duration, perhaps negative, in whole milliseconds. @throws InvalidArgumentError */
  durationNs(name: string, otherwise: string): bigint {
    const text = this.text(name) || otherwise;
    const ms = durationArgumentMs(text);
    if (ms === undefined) throw wrong(name, 'a duration such as 1h', text);
    return BigInt(ms) * NS_PER_MS;
  }
}

function fitsIn64Bits(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

export function wrong(name: string, expected: string, text: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `the argument '${name}' must be ${expected}, not ${JSON.stringify(text.slice(0, 100))}`,
  );
}

async function formOf({ body, headers }: FastifyRequest): Promise<URLSearchParams> {
  const bytes = await bodyBytes(body);
  if (bytes.length === 0) return new URLSearchParams();
  const header = headers['content-type'] ?? '';
  const type = header.split(';')[0]!.trim().toLowerCase();
  if (type === 'multipart/form-data') return await multipartForm(bytes, header);
  if (type !== '' && type !== 'application/x-www-form-urlencoded') {
    throw new InvalidArgumentError(`the body must be a form (application/x-www-form-urlencoded), not ${type}`);
  }
  return new URLSearchParams(bytes.toString());
}

/** What `curl -F` sends. Files are passed over. */
async function multipartForm(bytes: Uint8Array<ArrayBuffer>, header: string): Promise<URLSearchParams> {
  const form = new URLSearchParams();
  let parts: FormData;
  try {
    parts = await new Response(bytes, { headers: { 'content-type': header } }).formData();
  } catch {
    throw new InvalidArgumentError('the body is no form of the type multipart/form-data that its header says');
  }
  for (const [name, value] of parts) if (typeof value === 'string') form.append(name, value);
  return form;
}

async function bodyBytes(body: unknown): Promise<Buffer<ArrayBuffer>> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > FORM_BYTES_MAX) {
      throw new LimitExceededError(`the form of a request may have ${FORM_BYTES_MAX} bytes`, {
        limit: 'formBytesMax',
        allowed: FORM_BYTES_MAX,
        actual: bytes,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
