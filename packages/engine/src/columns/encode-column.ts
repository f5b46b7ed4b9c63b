import { equalRuns } from '../bytes/equal-runs.ts';
import { type ByteRanges, decodeText, viewOf } from './byte-ranges.ts';
import { ConstantColumn } from './constant-column.ts';
import { DecimalColumn } from './decimal-column.ts';
import { DictionaryColumn } from './dictionary-column.ts';
import { HexColumn } from './hex-column.ts';
import { IntegerColumn } from './integer-column.ts';
import { Ipv4Column } from './ipv4-column.ts';
import { RangeInterner } from './range-interner.ts';
import { RowIndex } from './row-index.ts';
import { TemplateColumn } from './template-column.ts';
import { tokenizeTemplates } from './template-tokenizer.ts';
import { copyInto, TextColumn } from './text-column.ts';
import type { ValueColumn } from './value-column.ts';
import { ByteValues } from './value-list.ts';

/** Below this many values templates cost more than they save. */
const TEMPLATE_VALUES_MIN = 32;
/** A dictionary pays when values repeat: at most this share of them is distinct (looked at after `PATIENCE` values). */
const DISTINCT_SHARE_MAX = 0.5;
/** Numbers, addresses and digests are small already: for them a dictionary must repeat much more. */
export const TYPED_DISTINCT_SHARE_MAX: number = 0.1;
const PATIENCE = 128;

const interner = new RangeInterner();
/** Codes on their way into a column, which keeps them in fewer bytes. */
let scratchCodes = new Uint32Array(0);

/** Chooses the encoding for the values of a column, given in row order. @param rows as many values as `ranges.count` (at least one). */
export function encodeColumn(rows: RowIndex, ranges: ByteRanges): ValueColumn {
  if (allEqual(ranges)) return new ConstantColumn(rows, decodeText(ranges.bytes, ranges.starts[0]!, ranges.ends[0]!));
  const typed = encodeTyped(rows, ranges);
  const share = typed === null ? DISTINCT_SHARE_MAX : TYPED_DISTINCT_SHARE_MAX;
  return (
    encodeDictionary(rows, ranges, share) ?? typed ?? encodeTemplate(rows, ranges) ?? TextColumn.build(rows, ranges)
  );
}

/** The encoding for the distinct values of a dictionary: anything but another dictionary. */
export function encodeDistinctValues(values: ByteValues): ValueColumn {
  const { count } = values;
  const starts = new Int32Array(values.offsets.subarray(0, count));
  const ends = new Int32Array(values.offsets.subarray(1));
  const rows = RowIndex.dense(count);
  const ranges = { bytes: values.bytes, starts, ends, count };
  return encodeTyped(rows, ranges) ?? encodeTemplate(rows, ranges) ?? TextColumn.build(rows, ranges);
}

function encodeTyped(rows: RowIndex, ranges: ByteRanges): ValueColumn | null {
  return (
    IntegerColumn.build(rows, ranges) ??
    DecimalColumn.build(rows, ranges) ??
    Ipv4Column.build(rows, ranges) ??
    HexColumn.build(rows, ranges)
  );
}

function encodeDictionary(rows: RowIndex, ranges: ByteRanges, distinctShareMax: number): DictionaryColumn | null {
  if (scratchCodes.length < ranges.count) scratchCodes = new Uint32Array(ranges.count * 2);
  const codes = scratchCodes;
  const repeats = interner.intern(
    ranges,
    codes,
    (distinct, _bytes, seen) => seen >= PATIENCE && distinct > seen * distinctShareMax,
  );
  if (!repeats) return null;
  if (interner.distinct > Math.max(1, ranges.count * distinctShareMax)) return null;
  return new DictionaryColumn(rows, gatherDistinct(ranges, interner.firstIndexes(), interner.distinctBytes), codes);
}

function encodeTemplate(rows: RowIndex, ranges: ByteRanges): TemplateColumn | null {
  if (ranges.count < TEMPLATE_VALUES_MIN) return null;
  const tokens = tokenizeTemplates(ranges);
  if (tokens === null) return null;
  const order = new Uint32Array(ranges.count);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return TemplateColumn.build(rows, tokens, order);
}

function gatherDistinct(ranges: ByteRanges, firsts: Int32Array, byteLength: number): ByteValues {
  const bytes = new Uint8Array(byteLength);
  const offsets = new Uint32Array(firsts.length + 1);
  for (let code = 0; code < firsts.length; code++) {
    const first = firsts[code]!;
    copyInto(bytes, offsets[code]!, ranges.bytes, ranges.starts[first]!, ranges.ends[first]!);
    offsets[code + 1] = offsets[code]! + ranges.ends[first]! - ranges.starts[first]!;
  }
  return new ByteValues(bytes, offsets);
}

function allEqual(ranges: ByteRanges): boolean {
  const { starts, ends, count } = ranges;
  const view = viewOf(ranges.bytes);
  const start = starts[0]!;
  const length = ends[0]! - start;
  for (let i = 1; i < count; i++) {
    if (ends[i]! - starts[i]! !== length || !equalRuns(view, starts[i]!, view, start, length)) return false;
  }
  return true;
}
