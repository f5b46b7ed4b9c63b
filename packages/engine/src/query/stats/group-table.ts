import type { BatchDictionary } from '../pipeline/result-batch.ts';
import { TEXT_BYTES } from './group-texts.ts';

/** Below so many pairs of codes a table is faster than a map. */
const DENSE_PAIRS_MAX = 1 << 16;

/** The groups of a query: numbers for the tuples of keys that occur. */
export class GroupTable {
  /** The keys of each group, in the order of the fields. */
  readonly keys: (readonly string[])[] = [];
  private readonly fieldCount: number;
  private readonly numbers = new Map<string, number>();
  private keyBytes = 0;
  private groups = new Uint32Array(0);

  constructor(fieldCount: number) {
    this.fieldCount = fieldCount;
  }

  get size(): number {
    return this.keys.length;
  }

  /** The group of keys, a new one if they did not occur. */
  groupOf(keys: readonly string[]): number {
    const id = this.idOf(keys);
    let group = this.numbers.get(id);
    if (group === undefined) {
      group = this.keys.push(keys) - 1;
      this.numbers.set(id, group);
      this.keyBytes += 2 * id.length + (2 + this.fieldCount) * TEXT_BYTES;
    }
    return group;
  }

  private idOf(keys: readonly string[]): string {
    return this.fieldCount === 1 ? keys[0]! : keys.map((key) => `${key.length},${key}`).join('');
  }

  /**
   * The group of each row: of `rows[i]` at `i`; good until the next call. `onNew` is told of each group that did not occur before, with a row of it.
   * @param fields the keys of each field by row, as `KeyField.codesOf` gives them
   */
  groupsOf(
    fields: readonly BatchDictionary[],
    rows: Uint32Array | null,
    onNew: (group: number, row: number) => void,
  ): Uint32Array {
    const [first, ...rest] = fields as [BatchDictionary, ...BatchDictionary[]];
    let combined: Combined = { codes: first.codes, tuples: null, count: first.values.length };
    for (const field of rest) combined = combine(combined, field, rows);
    const { codes, tuples, count } = combined;
    const rowCount = rows === null ? codes.length : rows.length;
    if (this.groups.length < rowCount) this.groups = new Uint32Array(rowCount);
    const groups = this.groups.subarray(0, rowCount);
    const keysOf = (code: number): string[] =>
      (tuples === null ? [code] : tuples[code]!).map((part, at) => fields[at]!.values[part]!);
    const known = new Int32Array(count);
    let isNew = false;
    for (let code = 0; code < count; code++) {
      known[code] = this.numbers.get(this.idOf(keysOf(code))) ?? -1;
      if (known[code]! < 0) isNew = true;
    }
    // Mostly all groups are known after a few blocks, and the rows need not be looked at to see which codes occur.
    const firstRows = isNew ? firstRowsOf(codes, rows, count) : null;
    for (let code = 0; firstRows !== null && code < count; code++) {
      if (known[code]! >= 0 || firstRows[code]! < 0) continue;
      const before = this.size;
      known[code] = this.groupOf(keysOf(code));
      if (this.size > before) onNew(known[code]!, firstRows[code]!);
    }
    if (rows === null) for (let row = 0; row < rowCount; row++) groups[row] = known[codes[row]!]!;
    else for (let i = 0; i < rowCount; i++) groups[i] = known[codes[rows[i]!]!]!;
    return groups;
  }

  get memoryBytes(): number {
    return this.keyBytes;
  }
}

/** A row of each code, -1 where no row has it. */
function firstRowsOf(codes: BatchDictionary['codes'], rows: Uint32Array | null, count: number): Int32Array {
  const firstRows = new Int32Array(count).fill(-1);
  if (rows === null) for (let row = codes.length - 1; row >= 0; row--) firstRows[codes[row]!] = row;
  else for (let i = rows.length - 1; i >= 0; i--) firstRows[codes[rows[i]!]!] = rows[i]!;
  return firstRows;
}

/** Codes of tuples of codes. */
interface Combined {
  readonly codes: BatchDictionary['codes'];
  /** The codes of the fields by code; null for those of one field, whose code it is itself. */
  readonly tuples: readonly (readonly number[])[] | null;
  readonly count: number;
}

/** Numbers the pairs that occur, so that no number grows beyond the rows of a batch. */
function combine(left: Combined, right: BatchDictionary, rows: Uint32Array | null): Combined {
  const width = right.values.length;
  const pairs =
    left.count * width <= DENSE_PAIRS_MAX ? new Int32Array(left.count * width).fill(-1) : new Map<number, number>();
  const codes = new Uint32Array(left.codes.length);
  const tuples: (readonly number[])[] = [];
  const rowCount = rows === null ? codes.length : rows.length;
  for (let i = 0; i < rowCount; i++) {
    const row = rows === null ? i : rows[i]!;
    const leftCode = left.codes[row]!;
    const pair = leftCode * width + right.codes[row]!;
    let code = pairs instanceof Map ? (pairs.get(pair) ?? -1) : pairs[pair]!;
    if (code < 0) {
      const parts = left.tuples === null ? [leftCode] : left.tuples[leftCode]!;
      code = tuples.push([...parts, right.codes[row]!]) - 1;
      if (pairs instanceof Map) pairs.set(pair, code);
      else pairs[pair] = code;
    }
    codes[row] = code;
  }
  return { codes, tuples, count: tuples.length };
}
