import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

/**
 * Where a column writes itself: a few bytes of `meta` and any number of streams. Whoever owns the sink decides how
 * streams are packed and compressed; a stream holds bytes of one kind, so that they compress well together.
 */
export class ColumnSink {
  readonly meta: ByteWriter = new ByteWriter(64);
  readonly streams: Uint8Array[] = [];

  /** Hands over a stream; the caller does not change it afterwards. */
  stream(bytes: Uint8Array): void {
    this.streams.push(bytes);
  }
}

/** The same, read back in the same order. */
export class ColumnSource {
  readonly meta: ByteReader;
  private readonly streamAt: (index: number) => Uint8Array | undefined;
  private next = 0;

  /** @param streams The streams, or what gives each when it is read; undefined beyond the last. */
  constructor(meta: Uint8Array, streams: readonly Uint8Array[] | ((index: number) => Uint8Array | undefined)) {
    this.meta = new ByteReader(meta);
    this.streamAt = typeof streams === 'function' ? streams : (index) => streams[index];
  }

  /** @throws MalformedBytesError when there is none left, or it has not `length` bytes (where a length is expected). */
  stream(length?: number): Uint8Array {
    const bytes = this.streamAt(this.next++);
    if (bytes === undefined) throw new MalformedBytesError('a column has fewer streams than its encoding needs');
    if (length !== undefined && bytes.length !== length) {
      throw new MalformedBytesError(`a stream has ${bytes.length} bytes, not ${length}`);
    }
    return bytes;
  }

  /** Passes over a stream, which is not asked for. */
  skip(): void {
    this.next++;
  }
}
