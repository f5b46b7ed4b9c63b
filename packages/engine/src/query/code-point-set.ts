const CODE_POINT_MAX = 0x10ffff;
const KELVIN_SIGN = 0x212a;
const LONG_S = 0x17f;

/** A set of Unicode code points, as the character classes of regular expressions describe them. */
export class CodePointSet {
  /** Ascending, disjoint, not touching: first and last code point of each range, one after the other. */
  readonly bounds: readonly number[];

  private constructor(bounds: readonly number[]) {
    this.bounds = bounds;
  }

  static readonly every: CodePointSet = new CodePointSet([0, CODE_POINT_MAX]);

  static ofOne(codePoint: number): CodePointSet {
    return new CodePointSet([codePoint, codePoint]);
  }

  /** Ranges with both ends included, in any order, overlapping or not. */
  static ofRanges(ranges: readonly (readonly [first: number, last: number])[]): CodePointSet {
    const bounds: number[] = [];
    for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
      if (bounds.length > 0 && first <= bounds.at(-1)! + 1) bounds[bounds.length - 1] = Math.max(bounds.at(-1)!, last);
      else bounds.push(first, last);
    }
    return new CodePointSet(bounds);
  }

  get ranges(): [first: number, last: number][] {
    return Array.from({ length: this.bounds.length / 2 }, (_, i) => [this.bounds[2 * i]!, this.bounds[2 * i + 1]!]);
  }

  /** The only code point of the set; undefined when it holds none or several. */
  get single(): number | undefined {
    return this.bounds.length === 2 && this.bounds[0] === this.bounds[1] ? this.bounds[0] : undefined;
  }

  has(codePoint: number): boolean {
    const { bounds } = this;
    for (let i = 0; i < bounds.length && bounds[i]! <= codePoint; i += 2) if (codePoint <= bounds[i + 1]!) return true;
    return false;
  }

  union(other: CodePointSet): CodePointSet {
    return CodePointSet.ofRanges([...this.ranges, ...other.ranges]);
  }

  complement(): CodePointSet {
    const bounds: number[] = [];
    let next = 0;
    for (const [first, last] of this.ranges) {
      if (first > next) bounds.push(next, first - 1);
      next = last + 1;
    }
    if (next <= CODE_POINT_MAX) bounds.push(next, CODE_POINT_MAX);
    return new CodePointSet(bounds);
  }

  intersects(other: CodePointSet): boolean {
    return this.ranges.some(([a, b]) => other.ranges.some(([c, d]) => a <= d && c <= b));
  }

  contains(other: CodePointSet): boolean {
    return other.ranges.every(([a, b]) => this.ranges.some(([c, d]) => c <= a && b <= d));
  }

  /** Whether all of the set is ASCII. */
  get isAscii(): boolean {
    return (this.bounds.at(-1) ?? 0) < 0x80;
  }

  /** An ASCII set with the other case of its letters, as RE2's flag `i` adds it: the Kelvin sign is a K, the long s an S. */
  withBothCases(): CodePointSet {
    const added: [number, number][] = [];
    for (let code = 0x41; code <= 0x5a; code++) {
      if (this.has(code) || this.has(code + 0x20)) added.push([code, code], [code + 0x20, code + 0x20]);
    }
    const folded = CodePointSet.ofRanges([...this.ranges, ...added]);
    if (folded.has(0x4b)) added.push([KELVIN_SIGN, KELVIN_SIGN]);
    if (folded.has(0x53)) added.push([LONG_S, LONG_S]);
    return CodePointSet.ofRanges([...this.ranges, ...added]);
  }
}
