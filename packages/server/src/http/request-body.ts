import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { LimitExceededError } from 'log-analytics-engine';
import { BodyError } from '../errors/server-error.ts';
import { ChunkReader } from './chunk-reader.ts';
import { decoderOf, type MakeDecoder } from './content-encoding.ts';
import { GatheredBytes } from './gathered-bytes.ts';
import type { IdleWatch, Waiting } from './idle-watch.ts';

/**
 * The body of a request as it arrives, decompressed. It is read once. Memory does not grow with it: the client is read no faster than
 * the reader asks.
 *
 * Each chunk may throw a BodyError: 400 when the client goes away or the compressed data are damaged, 408 when it pauses for too long.
 */
export class RequestBody implements AsyncIterableIterator<Uint8Array>, Waiting {
  sinceMs = 0;
  readonly #request: IncomingMessage;
  readonly #watch: IdleWatch;
  readonly #makeDecoder: MakeDecoder | undefined;
  /** Made when what has arrived is used up: a small body is there before it is asked for. */
  #source: ChunkReader | undefined;
  #chunks: AsyncIterator<Uint8Array> | undefined;

  /** @throws BodyError 415 for an encoding that is not known */
  constructor(request: IncomingMessage, watch: IdleWatch) {
    this.#makeDecoder = decoderOf(request.headers['content-encoding']);
    this.#request = request;
    this.#watch = watch;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#source === undefined && this.#makeDecoder === undefined) {
      const chunk = this.#request.read() as Uint8Array | null;
      if (chunk !== null) return Promise.resolve({ done: false, value: chunk });
      if (this.#request.complete && this.#request.readableLength === 0) return Promise.resolve(DONE);
    }
    return this.#wait();
  }

  async #wait(): Promise<IteratorResult<Uint8Array>> {
    this.#chunks ??= this.#open();
    this.#watch.add(this);
    try {
      return await this.#chunks.next();
    } finally {
      this.#watch.delete(this);
    }
  }

  #open(): AsyncIterator<Uint8Array> {
    const source = new ChunkReader(this.#request, gone);
    this.#source = source;
    const end = (): void => {
      if (!this.#request.complete) source.fail(gone());
    };
    if (this.#request.destroyed) end();
    else this.#request.once('close', end);
    return this.#makeDecoder === undefined ? source : decoded(source, this.#makeDecoder);
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#chunks?.return?.();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * The whole body. One that takes longer than a pause may must come at some rate, for what is there of it keeps room from others. Bodies
   * that are stored as they come in may be as slow as a log is.
   * @param hold called with the bytes that it takes before they are held; may throw
   * @throws LimitExceededError `bodyBytesMax`; BodyError, 408 for one that is too slow; what `hold` throws
   */
  async readWhole(bytesMax: number, hold: (bytes: number) => void): Promise<Uint8Array> {
    const { 'content-length': length, 'content-encoding': encoding } = this.#request.headers;
    if (encoding === undefined && length !== undefined && Number(length) > bytesMax)
      throw tooLong(bytesMax, Number(length));
    const gathered = new GatheredBytes();
    const begunMs = this.#watch.nowMs;
    const { socket } = this.#request;
    const bytesBefore = socket.bytesRead;
    for await (const chunk of this) {
      this.#requireRate(socket.bytesRead - bytesBefore, this.#watch.nowMs - begunMs);
      const bytes = gathered.length + chunk.length;
      if (bytes > bytesMax) throw tooLong(bytesMax, bytes);
      hold(chunk.length);
      gathered.add(chunk);
    }
    return gathered.take();
  }

  /** Forgives a first pause. @param sentBytes as they are sent, compressed or not */
  #requireRate(sentBytes: number, elapsedMs: number): void {
    const { timeoutMs, bytesPerSecondMin } = this.#watch;
    const countedMs = elapsedMs - timeoutMs;
    if (countedMs <= 0 || sentBytes >= (bytesPerSecondMin * countedMs) / 1000) return;
    throw new BodyError(
      408,
      `the body came at less than ${bytesPerSecondMin} bytes a second (http.bodyBytesPerSecondMin), and is held until it is complete`,
    );
  }

  expire(): void {
    this.#source?.fail(new BodyError(408, `the body paused for more than ${this.#watch.timeoutMs} ms`));
  }
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

function gone(error?: unknown): BodyError {
  return new BodyError(400, 'the client went away before the body was complete', { cause: error });
}

/** Runs chunks through a decoder, no faster than they are asked for. */
async function* decoded(
  source: ChunkReader,
  makeDecoder: (first: Uint8Array) => Transform,
): AsyncGenerator<Uint8Array> {
  const first = await source.next();
  // No body at all is taken as empty, whatever its encoding: that is how some clients say that they have nothing.
  if (first.done === true) return;
  const decoder = makeDecoder(first.value);
  const output = new ChunkReader(decoder);
  void feed(source, decoder, first.value).catch(output.fail);
  try {
    yield* output;
  } catch (error) {
    throw error instanceof BodyError ? error : damaged(error);
  } finally {
    decoder.destroy();
  }
}

async function feed(source: ChunkReader, decoder: Transform, first: Uint8Array): Promise<void> {
  const write = (chunk: Uint8Array): Promise<void> | undefined => {
    if (decoder.write(chunk)) return undefined;
    return new Promise((resolve) => {
      decoder.once('drain', resolve).once('close', resolve);
    });
  };
  await write(first);
  for await (const chunk of source) {
    if (decoder.destroyed) return;
    await write(chunk);
  }
  decoder.end();
}

function damaged(error: unknown): BodyError {
  return new BodyError(400, `the body is not what its Content-Encoding says: ${(error as Error).message}`, {
    cause: error,
  });
}

function tooLong(bytesMax: number, actual: number): LimitExceededError {
  return new LimitExceededError(`a body may have ${bytesMax} bytes, decompressed: send smaller batches`, {
    limit: 'bodyBytesMax',
    allowed: bytesMax,
    actual,
  });
}
