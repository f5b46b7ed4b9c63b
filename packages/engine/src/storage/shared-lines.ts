import { randomUUID } from 'node:crypto';

/** Lines that one thread publishes and others read. Plain data that can be posted; what it refers to never changes. */
export interface LinesSnapshot {
  /** Differs for lines that were not begun together. */
  readonly id: string;
  /** Memory that grows no more; records lie in it one behind the other, none across two chunks. */
  readonly chunks: readonly SharedArrayBuffer[];
  /** Rows that are published; records behind them do not count. */
  readonly rowCount: number;
}

/** Lines of one time of arrival. */
export interface SharedRecord {
  readonly rowCount: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Each ended by a line feed; in memory of its own. */
  readonly lines: Uint8Array;
}

/*
 * A record: bytes of its lines (u32), rows (u32), time of arrival (f64), the lines; the next begins at a multiple of 8. All little
 * endian. Zero bytes, or too few for a header, end a chunk.
 */
const HEADER_BYTES = 16;
const CHUNK_BYTES_MIN = 32 * 1024;
const CHUNK_BYTES_MAX = 1024 * 1024;

/**
 * Lines in shared memory, the newest rows of a store: readers in other threads take what is published when they ask, and never wait.
 * A chunk lives as long as a thread holds it, so nothing must be told when a reader is done.
 */
export class SharedLines {
  #id = randomUUID();
  #chunks: SharedArrayBuffer[] = [];
  /** Places of the records, for taking the last ones back. */
  #records: { readonly chunk: number; readonly offset: number; readonly rowCount: number }[] = [];
  #end = 0;
  #rowCount = 0;

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Adds lines that are `rowCount` rows, each ended by a line feed. */
  add(lines: Uint8Array, rowCount: number, nowMs: number): void {
    const needed = HEADER_BYTES + lines.length;
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || this.#end + needed > chunk.byteLength) chunk = this.#grow(needed);
    const view = new DataView(chunk, this.#end, HEADER_BYTES);
    view.setUint32(0, lines.length, true);
    view.setUint32(4, rowCount, true);
    view.setFloat64(8, nowMs, true);
    new Uint8Array(chunk, this.#end + HEADER_BYTES, lines.length).set(lines);
    this.#records.push({ chunk: this.#chunks.length - 1, offset: this.#end, rowCount });
    this.#end = Math.ceil((this.#end + needed) / 8) * 8;
    this.#rowCount += rowCount;
  }

  /** Takes records out until no more than `rowCount` rows are left. They were not published. */
  truncate(rowCount: number): void {
    for (let last = this.#records.at(-1); last !== undefined && this.#rowCount > rowCount; ) {
      this.#records.pop();
      this.#rowCount -= last.rowCount;
      this.#chunks.length = last.chunk + 1;
      this.#end = last.offset;
      // What is left of it must not be taken for a header, wherever the next record ends.
      new Uint8Array(this.#chunks[last.chunk]!, last.offset).fill(0);
      last = this.#records.at(-1);
    }
  }

  /** Forgets all lines; those who hold them go on reading them. */
  clear(): void {
    if (this.#chunks.length === 0) return;
    this.#id = randomUUID();
    this.#chunks = [];
    this.#records = [];
    this.#end = 0;
    this.#rowCount = 0;
  }

  snapshot(): LinesSnapshot {
    return { id: this.#id, chunks: [...this.#chunks], rowCount: this.#rowCount };
  }

  #grow(needed: number): SharedArrayBuffer {
    const doubled = Math.min(CHUNK_BYTES_MAX, (this.#chunks.at(-1)?.byteLength ?? CHUNK_BYTES_MIN / 2) * 2);
    const chunk = new SharedArrayBuffer(Math.ceil(Math.max(needed, doubled) / 8) * 8);
    this.#chunks.push(chunk);
    this.#end = 0;
    return chunk;
  }
}

/** Reads the records of lines that grow, each once. */
export class SharedLinesReader {
  readonly id: string;
  #chunk = 0;
  #offset = 0;
  #rowCount = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** The rows of the records read so far. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** The records up to the rows that a snapshot publishes which were not read before. */
  *read({ chunks, rowCount }: LinesSnapshot): Generator<SharedRecord> {
    while (this.#rowCount < rowCount) {
      const chunk = chunks[this.#chunk];
      if (chunk === undefined) throw new RangeError(`shared lines end after ${this.#rowCount} of ${rowCount} rows`);
      const record = recordAt(chunk, this.#offset);
      if (record === undefined) {
        this.#chunk++;
        this.#offset = 0;
        continue;
      }
      this.#offset = Math.ceil((this.#offset + HEADER_BYTES + record.lines.length) / 8) * 8;
      this.#rowCount += record.rowCount;
      yield record;
    }
  }
}

function recordAt(chunk: SharedArrayBuffer, offset: number): SharedRecord | undefined {
  if (offset + HEADER_BYTES > chunk.byteLength) return undefined;
  const view = new DataView(chunk, offset, HEADER_BYTES);
  const bytes = view.getUint32(0, true);
  if (bytes === 0) return undefined;
  // Some functions of the runtime refuse shared memory, such as the check for UTF-8.
  const lines = new Uint8Array(chunk, offset + HEADER_BYTES, bytes).slice();
  return { rowCount: view.getUint32(4, true), nowMs: view.getFloat64(8, true), lines };
}
