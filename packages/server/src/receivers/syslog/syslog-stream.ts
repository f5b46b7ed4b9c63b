import type { Readable, Transform } from 'node:stream';
import { constants, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { SyslogFramer } from './syslog-framer.ts';
import type { SyslogIntake } from './syslog-intake.ts';

/** Decompressed bytes are handed on as they come: a sender may flush after each message, and end never. */
const FLUSH = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 64 * 1024 };

/**
 * Reads the messages of one connection up to its end. A stream that is compressed as a whole, as by rsyslog with `compression.mode="stream:always"`, is told by
 * its first bytes. Reading waits while the store is behind.
 * @throws InvalidArgumentError, or an error of zlib, where the stream cannot be read on
 */
export async function readSyslogStream(stream: Readable, intake: SyslogIntake): Promise<void> {
  const framer = new SyslogFramer(intake, intake.messageBytesMax);
  const push = async (bytes: Uint8Array): Promise<void> => {
    framer.push(bytes);
    if (intake.isFull) await intake.room();
  };
  let decoder: Decoder | undefined;
  let isFirst = true;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      if (isFirst) decoder = decoderFor(chunk, push);
      isFirst = false;
      await (decoder === undefined ? push(chunk) : decoder.push(chunk));
    }
    await decoder?.end();
  } finally {
    framer.end();
    decoder?.destroy();
  }
}

function decoderFor(
  [first = 0, second = 0, third]: Uint8Array,
  push: (bytes: Uint8Array) => Promise<void>,
): Decoder | undefined {
  if (first === 0x78 && ((first << 8) | second) % 31 === 0) return new Decoder(createInflate(FLUSH), push);
  if (first === 0x1f && second === 0x8b) return new Decoder(createGunzip(FLUSH), push);
  if (first === 0x28 && second === 0xb5 && third === 0x2f) return new Decoder(createZstdDecompress(), push);
  return undefined;
}

/** Decompresses chunk by chunk: a chunk is done when all that came of it was taken. */
class Decoder {
  readonly #transform: Transform;
  readonly #done: Promise<void>;

  constructor(transform: Transform, push: (bytes: Uint8Array) => Promise<void>) {
    this.#transform = transform;
    this.#done = (async () => {
      for await (const bytes of transform as AsyncIterable<Uint8Array>) await push(bytes);
    })();
    // The failure is that of `push` or `end`.
    this.#done.catch(() => undefined);
  }

  async push(chunk: Uint8Array): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#transform.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([written, this.#done.then(() => written)]);
  }

  async end(): Promise<void> {
    this.#transform.end();
    await this.#done;
  }

  destroy(): void {
    this.#transform.destroy();
  }
}
