/** A number for each group, 0 to begin with or what is given, in memory that grows by doubling. */
export class GroupNumbers {
  values: Float64Array;
  private readonly initial: number;

  constructor(initial: number = 0) {
    this.initial = initial;
    this.values = new Float64Array(8).fill(initial);
  }

  /** Makes place for the groups below `groupCount`; the array may be another one afterwards. */
  grow(groupCount: number): Float64Array {
    if (this.values.length < groupCount) {
      const grown = new Float64Array(Math.max(groupCount, this.values.length * 2)).fill(this.initial);
      grown.set(this.values);
      this.values = grown;
    }
    return this.values;
  }

  get(group: number): number {
    return group < this.values.length ? this.values[group]! : this.initial;
  }

  get memoryBytes(): number {
    return this.values.byteLength;
  }
}
