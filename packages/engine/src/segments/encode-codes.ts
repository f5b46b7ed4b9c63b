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
  const usedMax = Math.max(1, Math.floor(count * TYPED_DISTINCT_SHARE_MAX));
  const used: number[] = [];
  if (!numberCodes(codes, count, local, used, usedMax)) return null;
  if (used.length === 1) return new ConstantColumn(rows, Buffer.from(dictionary.bytesOf(used[0]!)).toString());
  return new DictionaryColumn(rows, gather(dictionary, used), storedCodes(codes, values, local, used.length));
}

/** Numbers the codes in order of first appearance; false when there are too many. */
function numberCodes(codes: Uint16Array, count: number, local: Int32Array, used: number[], usedMax: number): boolean {
  for (let i = 0; i < count; i++) {
    const code = codes[i]!;
    if (local[code]! >= 0) continue;
    if (used.length === usedMax) return false;
    local[code] = used.length;
    used.push(code);
  }
  return true;
}

function storedCodes(
  codes: Uint16Array,
  values: Uint32Array,
  local: Int32Array,
  distinct: number,
): Uint8Array | Uint16Array {
  if (distinct > 256) return recode(codes, values, local, new Uint16Array(values.length));
  return recodeBytes(codes, values, local, new Uint8Array(values.length));
}

function recode(codes: Uint16Array, values: Uint32Array, local: Int32Array, stored: Uint16Array): Uint16Array {
  for (let i = 0; i < stored.length; i++) stored[i] = local[codes[values[i]!]!]!;
  return stored;
}

function recodeBytes(codes: Uint16Array, values: Uint32Array, local: Int32Array, stored: Uint8Array): Uint8Array {
  for (let i = 0; i < stored.length; i++) stored[i] = local[codes[values[i]!]!]!;
  return stored;
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
