import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { answerEncoding, COMPRESSED_BYTES_MIN, makeEncoder } from '../http/answer-encoding.ts';

/**
 * Sends lines as they come, no faster than the client reads, and compressed where it asks for that. Nothing is sent before the first chunk,
 * so that an error before it still gets an answer of its own; after that, the connection is cut: an answer that ends too early must
 * not look whole.
 * @throws what `lines` throws before its first chunk
 */
export async function sendLines(
  reply: FastifyReply,
  contentType: string,
  lines: AsyncGenerator<Uint8Array, void>,
): Promise<void> {
  let next = await lines.next();
  reply.hijack();
  const { raw } = reply;
  // What begins with little has little to say, or says it bit by bit.
  const isLong = next.done !== true && next.value.length >= COMPRESSED_BYTES_MIN;
  const encoding = isLong ? answerEncoding(reply.request.headers['accept-encoding']) : undefined;
  const headers = Object.entries(reply.getHeaders()).filter((header) => header[1] !== undefined);
  raw.writeHead(200, {
    ...(Object.fromEntries(headers) as Record<string, string>),
    'content-type': contentType,
    ...(isLong && { vary: 'accept-encoding' }),
    ...(encoding !== undefined && { 'content-encoding': encoding }),
  });
  // With the first chunk otherwise: what is short is one packet then.
  if (next.done !== true && next.value.length === 0) raw.flushHeaders();
  const out = encoding === undefined ? new PlainOutput(raw) : new CompressedOutput(raw, makeEncoder(encoding));
  try {
    for (; next.done !== true && !raw.destroyed; next = await lines.next()) {
      if (next.value.length > 0) await out.write(next.value);
    }
    await out.end();
  } catch (error) {
    reply.log.warn({ err: error }, 'an answer was cut short');
    raw.destroy();
  } finally {
    await lines.return();
  }
}

/** Takes chunks, no faster than the client does. */
class PlainOutput {
  readonly #raw: Writable;
  readonly #gone: Promise<void>;

  constructor(raw: ServerResponse) {
    this.#raw = raw;
    this.#gone = new Promise((resolve) => raw.once('close', resolve));
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (!this.#raw.write(chunk)) await Promise.race([once(this.#raw, 'drain'), this.#gone]);
  }

  async end(): Promise<void> {
    this.#raw.end();
  }
}

/** The same, compressed; what was written is sent without waiting for more. */
class CompressedOutput {
  readonly #encoder: ReturnType<typeof makeEncoder>;
  readonly #raw: ServerResponse;
  readonly #sent: Promise<void>;

  constructor(raw: ServerResponse, encoder: ReturnType<typeof makeEncoder>) {
    this.#raw = raw;
    this.#encoder = encoder;
    this.#sent = this.#send(new PlainOutput(raw));
    // Seen by whoever writes or ends.
    this.#sent.catch(() => undefined);
    raw.once('close', () => encoder.destroy());
  }

  async write(chunk: Uint8Array): Promise<void> {
    const isReady = this.#encoder.write(chunk);
    this.#encoder.flush();
    if (!isReady) await Promise.race([once(this.#encoder, 'drain'), this.#sent]);
  }

  async end(): Promise<void> {
    this.#encoder.end();
    await this.#sent;
    this.#raw.end();
  }

  async #send(plain: PlainOutput): Promise<void> {
    for await (const bytes of this.#encoder) await plain.write(bytes as Uint8Array);
  }
}
