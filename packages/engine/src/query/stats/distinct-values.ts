import type { Column } from '../../columns/column.ts';
import { DecimalColumn } from '../../columns/decimal-column.ts';
import { HexColumn } from '../../columns/hex-column.ts';
import { IntegerColumn } from '../../columns/integer-column.ts';
import { exactNumberOf } from './field-values-of.ts';
import { GroupNumbers } from './group-numbers.ts';
import { TEXT_BYTES } from './group-texts.ts';
import { PackedSet, type SavedPackedSet } from './packed-set.ts';

const HEX_8 = /^[0-9a-f]{16}$/;
const HEX_16 = /^[0-9a-f]{32}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Numbers beyond have as many digits as ids do. */
const NUMBER_MAX = 1e15;

/** `DistinctValues` as plain data: its members, the sets of packed values in a fixed order. */
export interface SavedDistinctValues {
  readonly sets: readonly SavedPackedSet[];
  readonly texts: Set<string>;
  readonly textCounts: Float64Array;
  readonly groupCount: number;
}

/**
 * The different values of each group, exactly. Numbers and hexadecimal ids are kept as such; what a value is kept as
 * depends on its text alone, so that columns of all encodings meet.
 */
export class DistinctValues {
  private readonly limit: number;
  private readonly hex8 = new PackedSet();
  private readonly hex16 = new PackedSet();
  private readonly uuids = new PackedSet();
  private readonly numbers = new PackedSet();
  /** Of all other values, with the group before each. */
  private texts = new Set<string>();
  private readonly textCounts = new GroupNumbers();
  private textBytes = 0;
  private groupCount = 1;
  /** All values by group, once they were counted. */
  private counts: GroupNumbers | null = null;
  private readonly double = new Float64Array(1);
  private readonly doubleWords = new Uint32Array(this.double.buffer);

  /** @param limit No more are counted in a group; 0 is no limit. */
  constructor(limit: number) {
    this.limit = limit === 0 ? Infinity : limit;
  }

  /** Makes ready to add values to groups below `groupCount`. False if no more need be added. */
  begin(groupCount: number): boolean {
    this.textCounts.grow(groupCount);
    this.groupCount = Math.max(this.groupCount, groupCount);
    this.counts = null;
    return this.groupCount > 1 || this.countMin < this.limit;
  }

  private get countMin(): number {
    const { hex8, hex16, uuids, numbers, texts } = this;
    return hex8.countMin + hex16.countMin + uuids.countMin + numbers.countMin + texts.size;
  }

  count(group: number): number {
    this.counts ??= this.countAll();
    return Math.min(this.counts.get(group), this.limit);
  }

  private countAll(): GroupNumbers {
    const counts = new GroupNumbers();
    counts.grow(this.groupCount).set(this.textCounts.values.subarray(0, this.groupCount));
    for (const set of [this.hex8, this.hex16, this.uuids, this.numbers]) set.countInto(counts);
    return counts;
  }

  /** Adds a text that is not empty. */
  add(group: number, text: string): void {
    const { length } = text;
    if (length === 32 && HEX_16.test(text)) this.addHexText(this.hex16, group, text);
    else if (length === 16 && HEX_8.test(text)) this.addHexText(this.hex8, group, text);
    else if (length === 36 && UUID.test(text)) this.addHexText(this.uuids, group, text.replaceAll('-', ''));
    else {
      const number = exactNumberOf(text);
      if (Math.abs(number) < NUMBER_MAX) this.addNumber(group, number);
      else this.addText(group, text);
    }
  }

  private addHexText(set: PackedSet, group: number, digits: string): void {
    const bytes = new Uint8Array(16);
    bytes.set(Buffer.from(digits, 'hex'));
    const words = new Uint32Array(bytes.buffer);
    set.add(group, words[0]!, words[1]!, words[2]!, words[3]!);
  }

  private addText(group: number, text: string): void {
    if (this.textCounts.get(group) >= this.limit) return;
    const before = this.texts.size;
    this.texts.add(`${group}:${text}`);
    if (this.texts.size === before) return;
    this.textCounts.values[group]!++;
    this.textBytes += text.length + 2 * TEXT_BYTES;
  }

  private addNumber(group: number, number: number): void {
    this.double[0] = number;
    this.numbers.add(group, this.doubleWords[0]!, this.doubleWords[1]!, 0, 0);
  }

  /**
   * Adds the values of a column in some rows without making texts of them. @param groups of `rows[i]` at `i`
   * @returns false, and nothing was added, where the column has to make texts
   */
  addColumn(column: Column, rows: Uint32Array | null, groups: Uint32Array | null): boolean {
    const addValue = this.valueAdder(column);
    if (addValue === null) return false;
    const valueRows = column.rows.rows;
    // Of a whole block the values are walked, not the rows.
    const count = rows === null ? column.rows.count : rows.length;
    for (let i = 0; i < count; i++) {
      const index = rows === null ? i : column.rows.indexOf(rows[i]!);
      if (index < 0) continue;
      const place = rows === null && valueRows !== null ? valueRows[i]! : i;
      addValue(groups === null ? 0 : groups[place]!, index);
    }
    return true;
  }

  /** Adds the value at an index of the column. */
  private valueAdder(column: Column): ((group: number, index: number) => void) | null {
    if (column instanceof HexColumn) return this.hexAdder(column);
    if (!(column instanceof IntegerColumn) && !(column instanceof DecimalColumn)) return null;
    const numbers = column.numbers();
    const digits = column instanceof DecimalColumn ? column.fractionDigits : null;
    return (group, index) => {
      const number = numbers[index]!;
      const mayBePadded = digits !== null && digits[index]! > 0;
      if (mayBePadded || Math.abs(number) >= NUMBER_MAX) this.add(group, column.valueText(index));
      else this.addNumber(group, number);
    };
  }

  private hexAdder(column: HexColumn): ((group: number, index: number) => void) | null {
    const { width, isUuid } = column;
    if (width !== 16 && width !== 8) return null;
    const set = isUuid ? this.uuids : width === 16 ? this.hex16 : this.hex8;
    const words = wordsOf(column.bytes);
    if (width === 8) return (group, index) => set.add(group, words[index * 2]!, words[index * 2 + 1]!, 0, 0);
    return (group, index) => {
      const at = index * 4;
      set.add(group, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
    };
  }

  /** Adds the values of group `i` of another to group `groups[i]`. */
  merge(other: DistinctValues, groups: Uint32Array, groupCount: number): void {
    this.begin(groupCount);
    this.hex8.merge(other.hex8, groups);
    this.hex16.merge(other.hex16, groups);
    this.uuids.merge(other.uuids, groups);
    this.numbers.merge(other.numbers, groups);
    for (const keyed of other.texts) {
      const colon = keyed.indexOf(':');
      this.addText(groups[Number(keyed.slice(0, colon))]!, keyed.slice(colon + 1));
    }
  }

  save(): SavedDistinctValues {
    const { hex8, hex16, uuids, numbers, texts, textCounts, groupCount } = this;
    const sets = [hex8, hex16, uuids, numbers].map((set) => set.save());
    return { sets, texts, textCounts: textCounts.values, groupCount };
  }

  load({ sets, texts, textCounts, groupCount }: SavedDistinctValues): void {
    [this.hex8, this.hex16, this.uuids, this.numbers].forEach((set, i) => {
      set.load(sets[i]!);
    });
    this.texts = texts;
    this.textCounts.values = textCounts;
    this.groupCount = groupCount;
    this.counts = null;
    this.textBytes = 0;
    for (const text of texts) this.textBytes += text.length + 2 * TEXT_BYTES;
  }

  get memoryBytes(): number {
    const { hex8, hex16, uuids, numbers } = this;
    return hex8.memoryBytes + hex16.memoryBytes + uuids.memoryBytes + numbers.memoryBytes + this.textBytes;
  }
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  // `slice` of a Buffer, which bytes may be, copies nothing.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}
