import { AlertTimes } from './alert-times.ts';
import type { JsonReader } from './json-reader.ts';
import { type MatchReference, MatchTimes } from './match-times.ts';
import { RecentMatches } from './recent-matches.ts';

export interface MatchWindowOptions {
  /** Whole milliseconds, more than 0. */
  readonly windowMs: number;
  /** Whole milliseconds; 0 for none. */
  readonly cooldownMs: number;
}

/** How far into the future, by the clock, a row may move what is forgotten. */
export const FUTURE_MS_MAX = 60_000;

/** Distinct times that a window keeps whatever their age: 32 KiB. */
export const RUNS_KEPT = 1024;

/** Distinct times that a window holds at most, 8 MiB; beyond it times are rounded to milliseconds, then coarser. */
export const RUNS_MAX = 262_144;

/** Matches whose rows an alert may show. */
export const SAMPLES_MAX = 5;

/**
 * The matches of one rule and group, in event time.
 *
 * A match at time t counts the matches in `[t - window, t]`, both ends inclusive, whenever they arrived, itself included.
 * It fires when the count reaches the threshold, unless an alert of this window lies less than `cooldown` before or
 * after t. What was concluded before is never revisited.
 *
 * What is forgotten: (1) Matches that one alert silences with every time that could count them; this changes no answer
 * and leaves a busy rule with little to keep. (2) Of more than `RUNS_KEPT` distinct times those older than two windows
 * before the newest time seen, the clock + 60 s or the match at hand, whichever is earliest. So rows late by up to a
 * window always count exactly, and one row from the future silences nothing.
 *
 * Cost of a match: see `MatchTimes`; it depends neither on the length of the window nor on the rows stored.
 */
export class MatchWindow {
  private readonly windowMs: number;
  private readonly cooldownMs: number;
  private times = new MatchTimes();
  private alerts: AlertTimes;
  /** The latest matches by arrival: matches of equal time share one run, but each may be a sample. */
  private readonly recent = new RecentMatches(SAMPLES_MAX);
  /** The latest time of a match that was kept. */
  private newestMs = Number.NEGATIVE_INFINITY;
  /** Strictly between these, matches are silenced for good by the last alert: most matches of a busy rule. */
  private quietAfterMs = 0;
  private quietBeforeMs = 0;
  private latestSequence = -1;
  /** The number of runs beyond which it is time to evict: so that evicting costs each match a constant. */
  private evictAbove = RUNS_KEPT;

  constructor(options: MatchWindowOptions) {
    this.windowMs = options.windowMs;
    this.cooldownMs = options.cooldownMs;
    this.alerts = new AlertTimes(options.cooldownMs);
  }

  /** The distinct times held. */
  get runCount(): number {
    return this.times.runCount;
  }

  /** Runs looked at or moved since the beginning: a measure of the work done. */
  get steps(): number {
    return this.times.steps;
  }

  /** The sequence number of the last match added, -1 before the first. */
  get lastSequence(): number {
    return this.latestSequence;
  }

  /**
   * Adds a match and tells whether it fires.
   * @param ms whole milliseconds since the epoch; `ns` the nanoseconds within
   * @param clockMs the time by the clock, milliseconds since the epoch
   * @returns the number of matches in `[t - window, t]` if an alert fires, else 0
   */
  add(ms: number, ns: number, sequence: number, threshold: number, clockMs: number): number {
    this.latestSequence = sequence;
    if (ms > this.quietAfterMs && ms < this.quietBeforeMs) return 0;
    if (this.alerts.silencesAll(ms, ns, this.windowMs)) return 0;
    if (ms > this.newestMs) this.newestMs = ms;
    this.times.add(ms, ns, sequence);
    this.recent.add(ms, ns, sequence);
    if (this.times.runCount > this.evictAbove) this.evict(ms, clockMs);
    if (this.alerts.silences(ms, ns)) return 0;
    const count = this.times.count(ms - this.windowMs, ns, ms, ns);
    return count >= threshold ? count : 0;
  }

  /** Up to five of the newest matches in `[t - window, t]`, newest first. Ask before `fired`. */
  samples(ms: number, ns: number): MatchReference[] {
    const found = this.times.newest(ms - this.windowMs, ns, ms, ns, SAMPLES_MAX);
    for (const match of this.recent.list()) {
      const isWithin = compareTimes(match, ms - this.windowMs, ns) >= 0 && compareTimes(match, ms, ns) <= 0;
      if (isWithin && !found.some((other) => other.sequence === match.sequence)) found.push(match);
    }
    return found.sort((a, b) => compareTimes(b, a.ms, a.ns) || b.sequence - a.sequence).slice(0, SAMPLES_MAX);
  }

  /** Notes that an alert fired at a time: begins the cooldown around it. */
  fired(ms: number, ns: number, sequence: number): void {
    this.alerts.add(ms, ns, sequence);
    this.quietAfterMs = ms - this.cooldownMs;
    this.quietBeforeMs = ms + this.cooldownMs - this.windowMs;
    // Strictly between these two, every time that could count a match is silent.
    if (this.cooldownMs * 2 > this.windowMs) {
      this.times.removeBetween(ms - this.cooldownMs, ns, ms + this.cooldownMs - this.windowMs, ns);
    }
  }

  private evict(ms: number, clockMs: number): void {
    const newestMs = Math.min(this.newestMs, clockMs + FUTURE_MS_MAX);
    this.times.evictBefore(Math.min(newestMs, ms) - 2 * this.windowMs);
    if (this.times.runCount > RUNS_MAX) {
      this.times.evictBefore(newestMs - this.windowMs);
      while (this.times.runCount > RUNS_MAX / 2) this.times.coarsen(Math.max(1, this.times.grainMs * 2));
    }
    this.evictAbove = Math.max(RUNS_KEPT, Math.min(RUNS_MAX, Math.ceil(this.times.runCount * 1.25)));
  }

  /** As plain JSON. */
  toJSON(): MatchWindowJson {
    return {
      runs: this.times.toNumbers(),
      alerts: this.alerts.toNumbers(),
      recent: this.recent.list().flatMap((match) => [match.ms, match.ns, match.sequence]),
      newestMs: Number.isFinite(this.newestMs) ? this.newestMs : null,
      lastSequence: this.latestSequence,
      grainMs: this.times.grainMs,
      evictAbove: this.evictAbove,
    };
  }

  /**
   * The window that `toJSON` described.
   * @throws InvalidArgumentError saying what stands wrong and where
   */
  static fromJSON(json: JsonReader, options: MatchWindowOptions): MatchWindow {
    const window = new MatchWindow(options);
    const runs = json.numbers('runs', 4);
    const alerts = json.numbers('alerts', 3);
    const recent = json.numbers('recent', 3);
    const grainMs = json.number('grainMs');
    if (grainMs > 0) window.times.coarsen(grainMs);
    window.times.addNumbers(runs);
    for (let i = 0; i < alerts.length; i += 3) window.alerts.add(alerts[i]!, alerts[i + 1]!, alerts[i + 2]!);
    for (let i = 0; i < recent.length; i += 3) window.recent.add(recent[i]!, recent[i + 1]!, recent[i + 2]!);
    window.newestMs = json.numberOrNull('newestMs') ?? Number.NEGATIVE_INFINITY;
    window.latestSequence = json.number('lastSequence');
    window.evictAbove = json.number('evictAbove');
    return window;
  }
}

/** Flat lists of numbers: a run is ms, ns, sequence, count; an alert and a recent match are ms, ns, sequence. */
export interface MatchWindowJson {
  readonly runs: readonly number[];
  readonly alerts: readonly number[];
  readonly recent: readonly number[];
  readonly newestMs: number | null;
  readonly lastSequence: number;
  readonly grainMs: number;
  readonly evictAbove: number;
}

function compareTimes(match: MatchReference, ms: number, ns: number): number {
  return match.ms - ms || match.ns - ns;
}
