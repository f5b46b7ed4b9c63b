import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { BloomFilter } from '../indexes/bloom-filter.ts';
import type { FieldIndexes } from '../indexes/field-indexes.ts';
import type { IndexPart } from '../indexes/index-part.ts';
import { BLOCK_HEADER_BYTES, type BlockHeader, readBlockHeader } from '../segments/block-format.ts';
import { BlockSummary, type FieldSummary, NO_PARTS } from '../segments/block-summary.ts';
import { listOfOne } from '../segments/list-of-one.ts';
import { SegmentField } from '../segments/segment-field.ts';
import type { BlockPlace } from '../segments/segment-footer.ts';
import { HAS_BLOOM, HAS_INDEXES, HAS_RANGE, SUMMARY_KIND_MASK, SUMMARY_KINDS } from './shared-index-format.ts';

/** A block that was appended, with what is known of it. */
export interface IndexedBlock {
  readonly place: BlockPlace;
  readonly summary: BlockSummary;
}

const NO_IDS = new Uint32Array(0);

/** Reads the parts that a `SharedIndexWriter` made of one segment, each once, in their order. Lists stay where they are, in shared memory. */
export class SharedIndexReader {
  readonly #indexes: FieldIndexes;
  /** By their numbers. */
  readonly #fields: SegmentField[] = [];

  constructor(indexes: FieldIndexes) {
    this.#indexes = indexes;
  }

  /** The blocks of the next part. */
  read(shared: SharedArrayBuffer): IndexedBlock[] {
    const lists = new SharedLists(shared);
    // Some functions of the runtime refuse shared memory, such as decoders of text.
    const source = new ByteReader(new Uint8Array(shared, lists.byteLength).slice());
    for (let left = source.count(); left > 0; left--) this.#readField(source);
    return Array.from({ length: source.count(BLOCK_HEADER_BYTES) }, () => {
      const offset = source.varint();
      const header = headerOf(source.bytes(BLOCK_HEADER_BYTES));
      return { place: { offset, header }, summary: this.#readSummary(source, lists, header.rowCount) };
    });
  }

  #readField(source: ByteReader): void {
    const number = source.varint();
    if (number === this.#fields.length) this.#fields.push(new SegmentField(source.string()));
    const field = this.#fieldOf(number);
    for (let left = source.count(); left > 0; left--) field.values.idOf(source.string());
    for (let left = source.count(); left > 0; left--) field.templates.idOf(source.bytes(source.count()));
    if (field.templateCount > 0) field.templates.noteVariables(source.u8() !== 0);
  }

  #readSummary(source: ByteReader, lists: SharedLists, rowCount: number): BlockSummary {
    const summaries = new Map<string, FieldSummary>();
    for (let left = source.count(3); left > 0; left--) {
      const field = this.#fieldOf(source.varint());
      const present = source.varint();
      const flags = source.u8();
      const kind = SUMMARY_KINDS[flags & SUMMARY_KIND_MASK]!;
      const { ids, counts } = kind === 'opaque' ? { ids: NO_IDS, counts: NO_IDS } : readLists(source, lists);
      const range = (flags & HAS_RANGE) === 0 ? null : { min: source.f64(), max: source.f64() };
      const bloom = (flags & HAS_BLOOM) === 0 ? null : new BloomFilter(lists.next(source.varint()));
      const indexes = (flags & HAS_INDEXES) === 0 ? NO_PARTS : this.#readParts(source, field.name, rowCount);
      summaries.set(field.name, { field, present, kind, ids, counts, range, bloom, indexes });
    }
    return new BlockSummary(rowCount, summaries);
  }

  #readParts(source: ByteReader, field: string, rowCount: number): IndexPart[] {
    return Array.from({ length: source.count(2) }, () => {
      const kind = source.string();
      return this.#indexes.part(field, kind, source.bytes(source.count()).slice(), rowCount);
    });
  }

  #fieldOf(number: number): SegmentField {
    const field = this.#fields[number];
    if (field === undefined) throw new MalformedBytesError('a part of a shared index has an unknown field');
    return field;
  }
}

/** The lists of a part, which are asked for in their order. */
class SharedLists {
  readonly #words: Uint32Array;
  #at = 1;

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Uint32Array(shared, 0, new Uint32Array(shared, 0, 1)[0]!);
  }

  get byteLength(): number {
    return this.#words.byteLength;
  }

  next(length: number): Uint32Array {
    this.#at += length;
    return this.#words.subarray(this.#at - length, this.#at);
  }
}

function readLists(source: ByteReader, lists: SharedLists): { ids: Uint32Array; counts: Uint32Array } {
  const length = source.varint();
  if (length === 1) return { ids: listOfOne(source.varint()), counts: listOfOne(source.varint()) };
  return { ids: lists.next(length), counts: lists.next(length) };
}

function headerOf(bytes: Uint8Array): BlockHeader {
  const reading = readBlockHeader(bytes);
  if (reading.kind !== 'header') throw new MalformedBytesError('a part of a shared index has no block header');
  return reading.header;
}
