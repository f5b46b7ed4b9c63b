import type { MatchReference } from './match-times.ts';

/** The last few matches by arrival. */
export class RecentMatches {
  private readonly max: number;
  /** Three numbers a match, the oldest overwritten first. */
  private readonly numbers: number[] = [];
  private added = 0;

  constructor(max: number) {
    this.max = max;
  }

  add(ms: number, ns: number, sequence: number): void {
    const at = (this.added % this.max) * 3;
    this.numbers[at] = ms;
    this.numbers[at + 1] = ns;
    this.numbers[at + 2] = sequence;
    this.added++;
  }

  /** In order of arrival. */
  list(): MatchReference[] {
    const matches: MatchReference[] = [];
    for (let i = Math.max(0, this.added - this.max); i < this.added; i++) {
      const at = (i % this.max) * 3;
      matches.push({ ms: this.numbers[at]!, ns: this.numbers[at + 1]!, sequence: this.numbers[at + 2]! });
    }
    return matches;
  }
}
