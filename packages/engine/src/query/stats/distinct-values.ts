import type { HexColumn } from '../../columns/hex-column.ts';
import { exactNumberOf } from './field-values-of.ts';
import { GroupNumbers } from './group-numbers.ts';
import { TEXT_BYTES } from './group-texts.ts';
import { PackedSet } from './packed-set.ts';

const HEX_8 = /^[0-9a-f]{16}$/;
const HEX_16 = /^[0-9a-f]{32}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Numbers beyond have as many digits as ids do. */
const NUMBER_MAX = 1e15;

/**
 * The different values of each group, exactly. Numbers and hexadecimal ids are kept as such; what a value is kept as
 * depends on its text alone, so that columns of all encodings meet.
 */
export class DistinctValues {
  private readonly counts = new GroupNumbers();
  private readonly limit: number;
  private readonly hex8 = new PackedSet(2);
  private readonly hex16 = new PackedSet(4);
  private readonly uuids = new PackedSet(4);
  private readonly numbers = new PackedSet(2);
  private readonly texts = new Set<string>();
  private textBytes = 0;
  private readonly double = new Float64Array(1);
  private readonly doubleWords = new Uint32Array(this.double.buffer);

  /** @param limit Counting of a group ends there; 0 is no limit. */
  constructor(limit: number) {
    this.limit = limit === 0 ? Infinity : limit;
  }

  grow(groupCount: number): void {
    this.counts.grow(groupCount);
  }

  count(group: number): number {
    return this.counts.get(group);
  }

  /** Adds a text that is not empty to a group below the last `grow`. */
  add(group: number, text: string): void {
    const { values } = this.counts;
    if (values[group]! >= this.limit) return;
    const { length } = text;
    const isNew =
      (length === 32 && HEX_16.test(text)) || (length === 16 && HEX_8.test(text))
        ? this.addHexText(length === 32 ? this.hex16 : this.hex8, group, text)
        : length === 36 && UUID.test(text)
          ? this.addHexText(this.uuids, group, text.replaceAll('-', ''))
          : this.addOther(group, text);
    if (isNew) values[group]!++;
  }

  private addHexText(set: PackedSet, group: number, digits: string): boolean {
    set.scratch.set(new Uint32Array(Uint8Array.from(Buffer.from(digits, 'hex')).buffer));
    return set.add(group);
  }

  private addOther(group: number, text: string): boolean {
    const number = exactNumberOf(text);
    if (Math.abs(number) < NUMBER_MAX) return this.insertNumber(group, number);
    const before = this.texts.size;
    this.texts.add(`${group}:${text}`);
    if (this.texts.size === before) return false;
    this.textBytes += text.length + 2 * TEXT_BYTES;
    return true;
  }

  /** Adds a number whose shortest decimal text is the value. */
  addNumber(group: number, number: number): void {
    const { values } = this.counts;
    if (Math.abs(number) >= NUMBER_MAX) this.add(group, String(number));
    else if (values[group]! < this.limit && this.insertNumber(group, number)) values[group]!++;
  }

  private insertNumber(group: number, number: number): boolean {
    this.double[0] = number;
    return this.numbers.insert(group, this.doubleWords[0]!, this.doubleWords[1]!, 0, 0);
  }

  /**
   * Adds values of a column as its packed bytes.
   * @returns whether that is possible; if not, nothing was added
   */
  addHexColumn(column: HexColumn, rows: Uint32Array | null, groups: Uint32Array | null): boolean {
    const set = this.setOf(column);
    if (set === null) return false;
    const words = wordsOf(column.bytes);
    const step = column.width / 4;
    const { values } = this.counts;
    const valueRows = column.rows.rows;
    // Of a whole block the values are walked, not the rows.
    const count = rows === null ? column.rows.count : rows.length;
    for (let i = 0; i < count; i++) {
      const index = rows === null ? i : column.rows.indexOf(rows[i]!);
      if (index < 0) continue;
      const place = rows === null && valueRows !== null ? valueRows[i]! : i;
      const group = groups === null ? 0 : groups[place]!;
      if (values[group]! >= this.limit) continue;
      const at = index * step;
      const isNew =
        step === 4
          ? set.insert(group, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!)
          : set.insert(group, words[at]!, words[at + 1]!, 0, 0);
      if (isNew) values[group]!++;
    }
    return true;
  }

  private setOf({ width, isUuid }: HexColumn): PackedSet | null {
    if (isUuid) return this.uuids;
    return width === 16 ? this.hex16 : width === 8 ? this.hex8 : null;
  }

  /** Adds the values of group `i` of another to group `groups[i]`. */
  merge(other: DistinctValues, groups: Uint32Array, groupCount: number): void {
    this.grow(groupCount);
    const { values } = this.counts;
    const pairs = [
      [this.hex8, other.hex8],
      [this.hex16, other.hex16],
      [this.uuids, other.uuids],
      [this.numbers, other.numbers],
    ] as const;
    for (const [own, added] of pairs) {
      added.forEach((group, w0, w1, w2, w3) => {
        const target = groups[group]!;
        if (values[target]! < this.limit && own.insert(target, w0, w1, w2, w3)) values[target]!++;
      });
    }
    for (const keyed of other.texts) {
      const colon = keyed.indexOf(':');
      this.add(groups[Number(keyed.slice(0, colon))]!, keyed.slice(colon + 1));
    }
  }

  get memoryBytes(): number {
    const { hex8, hex16, uuids, numbers } = this;
    return hex8.memoryBytes + hex16.memoryBytes + uuids.memoryBytes + numbers.memoryBytes + this.textBytes;
  }
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}
