import { ByteWriter } from '../bytes/byte-writer.ts';
import { writeBlockHeader } from '../segments/block-format.ts';
import type { BlockSummary, FieldSummary } from '../segments/block-summary.ts';
import type { SegmentField } from '../segments/segment-field.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import { HAS_BLOOM, HAS_INDEXES, HAS_RANGE, SUMMARY_KINDS } from './shared-index-format.ts';

/** What readers know of a field. */
interface SharedField {
  readonly number: number;
  values: number;
  templates: number;
}

/**
 * Tells readers in other threads what a segment that grows knows of its blocks, so that they need not decode the blocks to index
 * them: part by part, each without what is in those before it. A reader takes the parts in their order (`SharedIndexReader`); it has
 * the fields, values and templates of the segment under their numbers then. Nothing of it is in a file.
 */
export class SharedIndexWriter {
  readonly #fields = new Map<SegmentField, SharedField>();

  /** Blocks that were appended, in the order in which they stand in the file; those without a summary are left out. */
  part(blocks: readonly StoredBlock[]): SharedArrayBuffer {
    const known = blocks.filter(({ knownSummary }) => knownSummary !== null);
    const bytes = new ByteWriter(1 << 14);
    const lists: Uint32Array[] = [];
    this.#writeFields(bytes, known);
    bytes.varint(known.length);
    for (const { offset, header, knownSummary } of known) {
      bytes.varint(offset).bytes(writeBlockHeader(header));
      this.#writeSummary(bytes, lists, knownSummary!);
    }
    return joined(lists, bytes.written());
  }

  /** What is new of the fields that these blocks have. */
  #writeFields(bytes: ByteWriter, blocks: readonly StoredBlock[]): void {
    const fields = new Set<SegmentField>();
    for (const { knownSummary } of blocks) for (const { field } of knownSummary!.fields.values()) fields.add(field);
    bytes.varint(fields.size);
    for (const field of fields) {
      const shared = this.#fields.get(field) ?? { number: this.#fields.size, values: 0, templates: 0 };
      bytes.varint(shared.number);
      if (shared.number === this.#fields.size) bytes.string(field.name);
      this.#fields.set(field, shared);
      writeNew(bytes, field, shared);
    }
  }

  #writeSummary(bytes: ByteWriter, lists: Uint32Array[], { fields }: BlockSummary): void {
    bytes.varint(fields.size);
    for (const { field, present, kind, ids, counts, range, bloom, indexes } of fields.values()) {
      bytes.varint(this.#fields.get(field)!.number).varint(present);
      bytes.u8(SUMMARY_KINDS.indexOf(kind) | flagsOf(range, bloom, indexes));
      if (kind !== 'opaque') writeLists(bytes, lists, ids, counts);
      if (range !== null) bytes.f64(range.min).f64(range.max);
      if (bloom !== null) {
        bytes.varint(bloom.words.length);
        lists.push(bloom.words);
      }
      if (indexes.length > 0) {
        bytes.varint(indexes.length);
        for (const part of indexes) bytes.string(part.kind).varint(part.bytes.length).bytes(part.bytes);
      }
    }
  }
}

function writeNew(bytes: ByteWriter, field: SegmentField, shared: SharedField): void {
  const { valueCount, templateCount } = field;
  bytes.varint(valueCount - shared.values);
  for (; shared.values < valueCount; shared.values++) bytes.string(field.values.texts[shared.values]!);
  bytes.varint(templateCount - shared.templates);
  for (; shared.templates < templateCount; shared.templates++) {
    const template = field.templates.bytesOf(shared.templates);
    bytes.varint(template.length).bytes(template);
  }
  if (templateCount > 0) bytes.u8(field.templates.lowerCaseSplitsWords ? 1 : 0);
}

function flagsOf(range: FieldSummary['range'], bloom: FieldSummary['bloom'], indexes: FieldSummary['indexes']): number {
  return (range === null ? 0 : HAS_RANGE) | (bloom === null ? 0 : HAS_BLOOM) | (indexes.length === 0 ? 0 : HAS_INDEXES);
}

/** Lists of one stand among the bytes: most are, and what reads them makes none. */
function writeLists(bytes: ByteWriter, lists: Uint32Array[], ids: Uint32Array, counts: Uint32Array): void {
  bytes.varint(ids.length);
  if (ids.length === 1) bytes.varint(ids[0]!).varint(counts[0]!);
  else lists.push(ids, counts);
}

function joined(lists: readonly Uint32Array[], bytes: Uint8Array): SharedArrayBuffer {
  const words = 1 + lists.reduce((sum, { length }) => sum + length, 0);
  const shared = new SharedArrayBuffer(words * Uint32Array.BYTES_PER_ELEMENT + bytes.length);
  const numbers = new Uint32Array(shared, 0, words);
  numbers[0] = words;
  let at = 1;
  for (const list of lists) {
    numbers.set(list, at);
    at += list.length;
  }
  new Uint8Array(shared, numbers.byteLength).set(bytes);
  return shared;
}
