/**
 * The times at which a window has fired, sorted. They silence what lies within the cooldown on either side.
 * Comparisons are exact: whole milliseconds first, then the nanoseconds within.
 */
export class AlertTimes {
  private readonly cooldownMs: number;
  private ms: number[] = [];
  private ns: number[] = [];
  private sequences: number[] = [];

  constructor(cooldownMs: number) {
    this.cooldownMs = cooldownMs;
  }

  get count(): number {
    return this.ms.length;
  }

  /** Remembers an alert. Without a cooldown it silences nothing and is not kept. */
  add(ms: number, ns: number, sequence: number): void {
    if (this.cooldownMs === 0) return;
    const at = this.firstAfter(ms, ns);
    if (at === this.ms.length) {
      this.ms.push(ms);
      this.ns.push(ns);
      this.sequences.push(sequence);
    } else this.insert(at, ms, ns, sequence);
    if (this.ms.length > ALERT_TIMES_MAX) this.keepNewestHalf();
  }

  /** Whether an alert lies less than the cooldown before or after a time. */
  silences(ms: number, ns: number): boolean {
    return this.silencesAll(ms, ns, 0);
  }

  /** Whether one alert silences every time in `[t, t + spanMs]`. */
  silencesAll(ms: number, ns: number, spanMs: number): boolean {
    // An alert a does if a - cooldown < t and t + span < a + cooldown; the first that meets the second is the best.
    const at = this.firstAfter(ms + spanMs - this.cooldownMs, ns);
    if (at === this.ms.length) return false;
    const limitMs = ms + this.cooldownMs;
    return this.ms[at]! < limitMs || (this.ms[at] === limitMs && this.ns[at]! < ns);
  }

  /** All alerts, ascending in time: ms, ns and sequence of each. */
  toNumbers(): number[] {
    return this.ms.flatMap((ms, index) => [ms, this.ns[index]!, this.sequences[index]!]);
  }

  private insert(at: number, ms: number, ns: number, sequence: number): void {
    this.ms.splice(at, 0, ms);
    this.ns.splice(at, 0, ns);
    this.sequences.splice(at, 0, sequence);
  }

  private firstAfter(ms: number, ns: number): number {
    let low = 0;
    let high = this.ms.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const isBelow = this.ms[middle]! < ms || (this.ms[middle] === ms && this.ns[middle]! <= ns);
      if (isBelow) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** By sequence, not by time: neither a backfill nor a burst from the future makes the other forget. */
  private keepNewestHalf(): void {
    const limit = this.sequences.toSorted((a, b) => a - b)[this.sequences.length >>> 1]!;
    const kept = this.sequences.keys().filter((i) => this.sequences[i]! >= limit);
    const indexes = [...kept];
    this.ms = indexes.map((i) => this.ms[i]!);
    this.ns = indexes.map((i) => this.ns[i]!);
    this.sequences = indexes.map((i) => this.sequences[i]!);
  }
}

/** A week of alerts at the default cooldown of ten minutes; 24 KiB a window at most. */
export const ALERT_TIMES_MAX = 1024;
