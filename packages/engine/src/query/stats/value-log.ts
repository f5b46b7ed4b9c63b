import type { Column } from '../../columns/column.ts';

/** Stands for the fraction digits of a number whose text is its shortest. */
export const SHORTEST = 255;

/** A `ValueLog` as plain data; its members are as there. */
export interface SavedValueLog {
  readonly values: Float64Array;
  readonly groups: Uint32Array | null;
  readonly digits: Uint8Array | null;
}

/**
 * Numbers with the groups that they belong to and the fraction digits of their texts, in the order in which they came, in
 * memory that grows by doubling.
 */
export class ValueLog {
  values: Float64Array = new Float64Array(1024);
  count = 0;
  /** Null as long as all belong to group 0. */
  groups: Uint32Array | null = null;
  /** Null as long as all texts are the shortest of their numbers. */
  digits: Uint8Array | null = null;
  /** The place of each group in `values` once they are sorted by group. */
  private starts: Uint32Array | null = null;

  /** Adds the values of a column of numbers in some rows. @param digits by value, null where all are `SHORTEST` */
  addColumn(column: Column, digits: Uint8Array | null, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const numbers = column.numbers();
    const valueRows = column.rows.rows;
    // Of a whole block the values are walked, not the rows.
    const count = rows === null ? numbers.length : rows.length;
    this.reserve(count, groups !== null, digits !== null);
    const { values } = this;
    let at = this.count;
    for (let i = 0; i < count; i++) {
      const index = rows === null ? i : column.rows.indexOf(rows[i]!);
      if (index < 0) continue;
      values[at] = numbers[index]!;
      if (this.digits !== null) this.digits[at] = digits === null ? SHORTEST : digits[index]!;
      if (groups !== null) this.groups![at] = groups[rows === null && valueRows !== null ? valueRows[i]! : i]!;
      at++;
    }
    this.count = at;
  }

  add(number: number, digits: number, group: number): void {
    this.reserve(1, group > 0, digits !== SHORTEST);
    this.values[this.count] = number;
    if (this.groups !== null) this.groups[this.count] = group;
    if (this.digits !== null) this.digits[this.count] = digits;
    this.count++;
  }

  /** Adds the values of another; its group `i` is `groups[i]` here. */
  merge(other: ValueLog, groups: Uint32Array): void {
    for (let i = 0; i < other.count; i++) {
      const group = other.groups === null ? 0 : other.groups[i]!;
      this.add(other.values[i]!, other.digits === null ? SHORTEST : other.digits[i]!, groups[group]!);
    }
  }

  save(): SavedValueLog {
    const { count, values, groups, digits } = this;
    return {
      values: values.slice(0, count),
      groups: groups?.slice(0, count) ?? null,
      digits: digits?.slice(0, count) ?? null,
    };
  }

  load({ values, groups, digits }: SavedValueLog): void {
    this.count = values.length;
    this.values = values;
    this.groups = groups;
    this.digits = digits;
    this.starts = null;
  }

  /** The values of a group, and the fraction digits of each where not all are `SHORTEST`. */
  of(group: number): { readonly values: Float64Array; readonly digits: Uint8Array | null } {
    if (this.groups === null) return this.part(0, group === 0 ? this.count : 0);
    this.starts ??= this.sortByGroup(this.groups);
    const { starts } = this;
    return group + 1 < starts.length ? this.part(starts[group]!, starts[group + 1]!) : this.part(0, 0);
  }

  private part(start: number, end: number): { readonly values: Float64Array; readonly digits: Uint8Array | null } {
    return { values: this.values.subarray(start, end), digits: this.digits?.subarray(start, end) ?? null };
  }

  /** Makes place for more. Groups and digits are written down only from the first that says something on. */
  private reserve(added: number, withGroups: boolean, withDigits: boolean): void {
    this.starts = null;
    const needed = this.count + added;
    if (this.values.length < needed) {
      this.values = grown(this.values, new Float64Array(Math.max(needed, this.values.length * 2)), this.count);
    }
    const { length } = this.values;
    if (this.groups === null ? withGroups : this.groups.length < length) {
      this.groups = grown(this.groups, new Uint32Array(length), this.count);
    }
    if (this.digits === null ? withDigits : this.digits.length < length) {
      this.digits = grown(this.digits, new Uint8Array(length).fill(SHORTEST), this.count);
    }
  }

  private sortByGroup(groups: Uint32Array): Uint32Array {
    const { count, values, digits } = this;
    let groupCount = 0;
    for (let i = 0; i < count; i++) if (groups[i]! >= groupCount) groupCount = groups[i]! + 1;
    const starts = new Uint32Array(groupCount + 1);
    for (let i = 0; i < count; i++) starts[groups[i]! + 1]!++;
    for (let group = 0; group < groupCount; group++) starts[group + 1]! += starts[group]!;
    const next = starts.slice();
    const sortedValues = new Float64Array(values.length);
    const sortedDigits = digits === null ? null : new Uint8Array(values.length);
    for (let i = 0; i < count; i++) {
      const to = next[groups[i]!]!++;
      sortedValues[to] = values[i]!;
      if (sortedDigits !== null) sortedDigits[to] = digits![i]!;
    }
    this.values = sortedValues;
    this.digits = sortedDigits;
    for (let group = 0; group < groupCount; group++) groups.fill(group, starts[group], starts[group + 1]);
    return starts;
  }

  get memoryBytes(): number {
    return this.values.byteLength + (this.groups?.byteLength ?? 0) + (this.digits?.byteLength ?? 0);
  }
}

function grown<T extends Float64Array | Uint32Array | Uint8Array>(from: T | null, to: T, count: number): T {
  if (from !== null) to.set(from.subarray(0, count));
  return to;
}
