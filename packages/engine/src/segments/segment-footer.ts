import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { UnsupportedVersionError } from '../errors/engine-error.ts';
import { BloomFilter } from '../indexes/bloom-filter.ts';
import type { FieldIndexes } from '../indexes/field-indexes.ts';
import type { IndexPart } from '../indexes/index-part.ts';
import {
  BLOCK_HEADER_BYTES,
  BLOCK_VERSION,
  type BlockHeader,
  readBlockHeader,
  writeBlockHeader,
} from './block-format.ts';
import { BlockSummary, type FieldSummary, NO_PARTS } from './block-summary.ts';
import { listOfOne } from './list-of-one.ts';
import type { SegmentField } from './segment-field.ts';
import { SegmentIndex } from './segment-index.ts';

/** A block's place in its file. */
export interface BlockPlace {
  /** Offset of the header in the file. */
  readonly offset: number;
  readonly header: BlockHeader;
}

const KINDS: readonly FieldSummary['kind'][] = ['opaque', 'values', 'templates'];
const HAS_RANGE = 4;
const HAS_BLOOM = 8;
const HAS_INDEXES = 16;
const FLAGS_LIMIT = 32;
const NO_IDS = new Uint32Array(0);
/** Small fields and blocks are written together up to this. */
const PART_BYTES = 32 * 1024;

/**
 * Writes what a segment knows of its blocks: fields with their values, templates and words once, then block by block. What comes
 * is joined to the footer; some of it may be empty: it comes whenever some work was done.
 */
export function* writeFooter(index: SegmentIndex, places: readonly BlockPlace[]): Generator<Uint8Array> {
  const out = new ByteWriter(1 << 16);
  const taken = (): Uint8Array => {
    const bytes = out.toBytes();
    out.clear();
    return bytes;
  };
  const fieldNumbers = new Map<SegmentField, number>();
  out.varint(index.fields.size);
  for (const field of index.fields.values()) {
    fieldNumbers.set(field, fieldNumbers.size);
    writeValues(out, field);
    if (field.templateCount === 0) out.varint(0);
    else for (const _ of field.templates.writing(out, PART_BYTES)) yield taken();
    if (out.length >= PART_BYTES) yield taken();
  }
  out.varint(places.length);
  for (const [i, { offset, header }] of places.entries()) {
    out.varint(offset).bytes(writeBlockHeader(header));
    writeSummary(out, index.blocks[i]!, fieldNumbers);
    if (out.length >= PART_BYTES) yield taken();
  }
  yield taken();
}

/**
 * Reads back what `writeFooter` wrote.
 *
 * @param fileName for errors
 * @param indexes what reads the parts of indexes; the bytes of unknown ones are kept as they are
 * @throws MalformedBytesError; UnsupportedVersionError when a newer release wrote one of the blocks
 */
export function readFooter(
  bytes: Uint8Array,
  fileName: string,
  indexes?: FieldIndexes,
): { index: SegmentIndex; places: BlockPlace[] } {
  const source = new ByteReader(bytes);
  const index = new SegmentIndex(indexes);
  const fields = Array.from({ length: source.count() }, () => readField(source, index));
  const places: BlockPlace[] = [];
  for (let left = source.count(BLOCK_HEADER_BYTES); left > 0; left--) {
    const offset = source.varint();
    const reading = readBlockHeader(source.bytes(BLOCK_HEADER_BYTES));
    if (reading.kind === 'newer') throw new UnsupportedVersionError(fileName, reading.version, BLOCK_VERSION);
    if (reading.kind !== 'header') throw new MalformedBytesError('the footer holds a damaged block header');
    places.push({ offset, header: reading.header });
    index.blocks.push(readSummary(source, fields, reading.header.rowCount, index.indexes));
  }
  return { index, places };
}

function writeValues(out: ByteWriter, field: SegmentField): void {
  out.string(field.name);
  out.varint(field.valueCount);
  if (field.valueCount > 0) for (const text of field.values.texts) out.string(text);
}

function readField(source: ByteReader, index: SegmentIndex): SegmentField {
  const field = index.field(source.string());
  for (let left = source.count(); left > 0; left--) field.values.idOf(source.string());
  const templateCount = source.count();
  if (templateCount > 0) field.templates.read(source, templateCount);
  return field;
}

function writeSummary(out: ByteWriter, summary: BlockSummary, fieldNumbers: ReadonlyMap<SegmentField, number>): void {
  out.varint(summary.fields.size);
  for (const { field, present, kind, ids, counts, range, bloom, indexes } of summary.fields.values()) {
    out.varint(fieldNumbers.get(field)!).varint(present);
    const flags = (range === null ? 0 : HAS_RANGE) | (bloom === null ? 0 : HAS_BLOOM);
    out.u8(KINDS.indexOf(kind) | flags | (indexes.length === 0 ? 0 : HAS_INDEXES));
    if (kind !== 'opaque') {
      out.varint(ids.length);
      for (let i = 0; i < ids.length; i++) out.varint(ids[i]!);
      for (let i = 0; i < ids.length; i++) out.varint(counts[i]!);
    }
    if (range !== null) out.f64(range.min).f64(range.max);
    if (bloom !== null) {
      out.varint(bloom.words.length).u32s(bloom.words);
    }
    if (indexes.length > 0) {
      out.varint(indexes.length);
      for (const part of indexes) out.string(part.kind).varint(part.bytes.length).bytes(part.bytes);
    }
  }
}

function readSummary(
  source: ByteReader,
  fields: readonly SegmentField[],
  rowCount: number,
  indexes: FieldIndexes,
): BlockSummary {
  const summaries = new Map<string, FieldSummary>();
  for (let left = source.count(3); left > 0; left--) {
    const field = fields[source.varint()];
    if (field === undefined) throw new MalformedBytesError('a block has an unknown field');
    const present = source.varint();
    const flags = source.u8();
    const kind = KINDS[flags & 3];
    if (kind === undefined || flags >= FLAGS_LIMIT)
      throw new MalformedBytesError('a field has an unknown kind of summary');
    const { ids, counts } = kind === 'opaque' ? { ids: NO_IDS, counts: NO_IDS } : readCounts(source, field, kind);
    const range = (flags & HAS_RANGE) === 0 ? null : { min: source.f64(), max: source.f64() };
    const bloom = (flags & HAS_BLOOM) === 0 ? null : readBloom(source);
    const parts = (flags & HAS_INDEXES) === 0 ? NO_PARTS : readParts(source, field.name, rowCount, indexes);
    summaries.set(field.name, { field, present, kind, ids, counts, range, bloom, indexes: parts });
  }
  return new BlockSummary(rowCount, summaries);
}

function readCounts(
  source: ByteReader,
  field: SegmentField,
  kind: 'values' | 'templates',
): { ids: Uint32Array; counts: Uint32Array } {
  const known = kind === 'values' ? field.valueCount : field.templateCount;
  const ids = new Uint32Array(source.count(2));
  const counts = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    ids[i] = source.varint();
    if (ids[i]! >= known) throw new MalformedBytesError('a block has an unknown value');
  }
  for (let i = 0; i < ids.length; i++) counts[i] = source.varint();
  return ids.length === 1 ? { ids: listOfOne(ids[0]!), counts: listOfOne(counts[0]!) } : { ids, counts };
}

function readParts(source: ByteReader, field: string, rowCount: number, indexes: FieldIndexes): IndexPart[] {
  return Array.from({ length: source.count(2) }, () => {
    const kind = source.string();
    // A copy: a view would keep the whole footer in memory.
    return indexes.part(field, kind, source.bytes(source.count()).slice(), rowCount);
  });
}

function readBloom(source: ByteReader): BloomFilter {
  const words = new Uint32Array(source.count(4));
  if (words.length === 0) throw new MalformedBytesError('a bloom filter has no bits');
  for (let i = 0; i < words.length; i++) words[i] = source.u32();
  return new BloomFilter(words);
}
