/** Numbers with the groups that they belong to, in the order in which they came, in memory that grows by doubling. */
export class ValueLog {
  values: Float64Array = new Float64Array(1024);
  groups: Uint32Array | null = null;
  count = 0;
  /** The place of each group in `values` once they are sorted by group. */
  private starts: Uint32Array | null = null;

  /** Adds the numbers of some rows, NaN left out. */
  addRows(numbers: Float64Array, rows: Uint32Array | null, groups: Uint32Array | null, rowCount: number): void {
    this.reserve(rowCount, groups !== null);
    const { values } = this;
    const ownGroups = this.groups;
    let at = this.count;
    for (let i = 0; i < rowCount; i++) {
      const number = numbers[rows === null ? i : rows[i]!]!;
      // A comparison with itself is the cheapest test for NaN.
      // biome-ignore lint/suspicious/noSelfCompare: see above
      if (number !== number) continue;
      values[at] = number;
      if (ownGroups !== null) ownGroups[at] = groups === null ? 0 : groups[i]!;
      at++;
    }
    this.count = at;
  }

  add(number: number, group: number): void {
    this.reserve(1, group > 0);
    this.values[this.count] = number;
    if (this.groups !== null) this.groups[this.count] = group;
    this.count++;
  }

  /** The numbers of a group; may be reordered by the caller. */
  of(group: number): Float64Array {
    if (this.groups === null) return group === 0 ? this.values.subarray(0, this.count) : new Float64Array(0);
    this.starts ??= this.sortByGroup(this.groups);
    const { starts } = this;
    return group + 1 < starts.length ? this.values.subarray(starts[group]!, starts[group + 1]!) : new Float64Array(0);
  }

  /** Makes place for more. Groups are written down only from the first that is not 0 on. */
  private reserve(added: number, withGroups: boolean): void {
    this.starts = null;
    const needed = this.count + added;
    if (this.values.length < needed) {
      const values = new Float64Array(Math.max(needed, this.values.length * 2));
      values.set(this.values.subarray(0, this.count));
      this.values = values;
    }
    if (this.groups === null ? withGroups : this.groups.length < this.values.length) {
      const groups = new Uint32Array(this.values.length);
      if (this.groups !== null) groups.set(this.groups.subarray(0, this.count));
      this.groups = groups;
    }
  }

  private sortByGroup(groups: Uint32Array): Uint32Array {
    const { count } = this;
    let groupCount = 0;
    for (let i = 0; i < count; i++) if (groups[i]! >= groupCount) groupCount = groups[i]! + 1;
    const starts = new Uint32Array(groupCount + 1);
    for (let i = 0; i < count; i++) starts[groups[i]! + 1]!++;
    for (let group = 0; group < groupCount; group++) starts[group + 1]! += starts[group]!;
    const next = starts.slice();
    const values = new Float64Array(this.values.length);
    for (let i = 0; i < count; i++) values[next[groups[i]!]!++] = this.values[i]!;
    this.values = values;
    for (let group = 0; group < groupCount; group++) groups.fill(group, starts[group], starts[group + 1]);
    return starts;
  }

  get memoryBytes(): number {
    return this.values.byteLength + (this.groups?.byteLength ?? 0);
  }
}
