import { ConstantColumn } from '../columns/constant-column.ts';
import { DictionaryColumn } from '../columns/dictionary-column.ts';
import { TYPED_DISTINCT_SHARE_MAX } from '../columns/encode-column.ts';
import type { RowIndex } from '../columns/row-index.ts';
import type { ValueColumn } from '../columns/value-column.ts';
import { ByteValues } from '../columns/value-list.ts';
import type { FieldDictionary } from '../ingest/field-dictionary.ts';

/**
 * The column of values that have codes of a dictionary; null where they repeat so little that their type has to be looked
 * at (see `encodeColumn`, which gives a column of the same encoding).
 *
 * @param codes in order of arrival
 * @param values by value as stored, where its code stands in `codes`
 */
export function encodeCodes(
  rows: RowIndex,
  dictionary: FieldDictionary,
  codes: Uint16Array,
  values: Uint32Array,
): ValueColumn | null {
  const { count } = rows;
  const local = new Int32Array(dictionary.count).fill(-1);
  const used: number[] = [];
  const usedMax = Math.max(1, count * TYPED_DISTINCT_SHARE_MAX);
  for (let i = 0; i < count; i++) {
    const code = codes[i]!;
    if (local[code]! >= 0) continue;
    local[code] = used.length;
    used.push(code);
    if (used.length > usedMax) return null;
  }
  if (used.length === 1) return new ConstantColumn(rows, Buffer.from(dictionary.bytesOf(used[0]!)).toString());
  const stored = used.length <= 256 ? new Uint8Array(count) : new Uint16Array(count);
  for (let i = 0; i < count; i++) stored[i] = local[codes[values[i]!]!]!;
  return new DictionaryColumn(rows, gather(dictionary, used), stored);
}

function gather(dictionary: FieldDictionary, used: readonly number[]): ByteValues {
  const offsets = new Uint32Array(used.length + 1);
  used.forEach((code, i) => {
    offsets[i + 1] = offsets[i]! + dictionary.lengthOf(code);
  });
  const bytes = new Uint8Array(offsets[used.length]!);
  used.forEach((code, i) => {
    bytes.set(dictionary.bytesOf(code), offsets[i]!);
  });
  return new ByteValues(bytes, offsets);
}
