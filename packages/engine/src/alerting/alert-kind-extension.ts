import { guarded } from '../query/extensions/extension-failure.ts';
import type { AlertRule } from './alert-rule.ts';
import { AlertTimes } from './alert-times.ts';
import type { JsonReader } from './json-reader.ts';
import type { MatchReference } from './match-times.ts';
import type { AlertMatch, MatchWatch, MatchWatcher } from './match-watch.ts';
import { RecentMatches } from './recent-matches.ts';
import { SAMPLES_MAX } from './window.ts';

/**
 * A kind of alert rule of your own: `new LogAnalyticsEngine({ alertKinds: [kind] })`, then rules with its name as `kind`.
 * Conditions, groups, cooldown, sample entries and restarts are seen to.
 *
 * @example
 * const firstSeen: AlertKindExtension = {
 *   name: 'first-seen',
 *   start({ parameters }, saved) {
 *     const seen = new Set(saved as string[] | undefined);
 *     return {
 *       match(entry) {
 *         const value = entry.field(String(parameters.field));
 *         if (seen.has(value)) return undefined;
 *         seen.add(value);
 *         return { count: 1, message: `${value} was never seen before` };
 *       },
 *       save: () => [...seen],
 *     };
 *   },
 * };
 */
export interface AlertKindExtension {
  /** Lower-case letters, digits and `-`; none of the engine's own kinds. */
  readonly name: string;
  /** Looks at a rule when it is added, at its `parameters` say. An InvalidArgumentError that it throws refuses the rule. */
  check?(rule: AlertRule): void;
  /**
   * Begins to watch the matches of a rule, or of one group of a rule with `groupBy`. What it throws is counted among the failures of
   * hooks, and its entries are then not looked at.
   * @param saved what `AlertWatch.save` gave before a restart; undefined for a new rule or group
   */
  start(rule: AlertRule, saved: unknown): AlertWatch;
}

/** Watches the matches of one rule and group. Of the same matches in the same order it must say the same. */
export interface AlertWatch {
  /**
   * Takes the next entry that meets the conditions, in the order in which entries were accepted. It costs each such entry.
   * Whether the alert is within the cooldown of another is seen to. What it throws is counted among the failures of hooks.
   * @returns undefined, or what an alert says
   */
  match(entry: AlertMatch): AlertFinding | undefined;
  /** All that it knows, as `JSON.stringify` can write it. */
  save?(): unknown;
}

/** What a kind has found out. */
export interface AlertFinding {
  /** How many entries it is about; a whole number from 1. */
  readonly count: number;
  /** Stands behind the name of the rule in the message of the alert, in place of the number of entries. */
  readonly message?: string | undefined;
}

/** What the evaluator needs of a kind of somebody else's. */
export function watcherOf(kind: AlertKindExtension, onFailure: (error: unknown) => void): MatchWatcher {
  // Rows come in whatever becomes of a watch: one that cannot begin sees nothing, and keeps what it had saved.
  const start = (rule: AlertRule, saved: unknown): AlertWatch => {
    try {
      const watch = kind.start(rule, saved) as AlertWatch | undefined;
      if (typeof watch?.match === 'function') return watch;
      onFailure(new TypeError(`start() of the alert kind ${kind.name} must give an object with match()`));
    } catch (error) {
      onFailure(error);
    }
    return { match: () => undefined, save: () => saved };
  };
  return {
    check: (rule) => guarded(`the alert kind ${kind.name}`, () => kind.check?.(rule)),
    start: (rule) => new ExtensionWatch(rule, start(rule, undefined), onFailure),
    restore(rule, saved) {
      const watch = new ExtensionWatch(rule, start(rule, saved.get('own')), onFailure);
      watch.restore(saved);
      return watch;
    },
  };
}

/** Sees to cooldown and samples. */
class ExtensionWatch implements MatchWatch {
  lastSequence = -1;
  summary: string | null = null;
  private readonly own: AlertWatch;
  private readonly onFailure: (error: unknown) => void;
  private readonly alerts: AlertTimes;
  private readonly recent = new RecentMatches(SAMPLES_MAX);

  constructor(rule: AlertRule, own: AlertWatch, onFailure: (error: unknown) => void) {
    this.own = own;
    this.onFailure = onFailure;
    this.alerts = new AlertTimes(Math.round(rule.cooldown * 1000));
  }

  add(match: AlertMatch): number {
    const { ms, ns, sequence } = match;
    this.lastSequence = sequence;
    this.recent.add(ms, ns, sequence);
    const finding = this.findingOf(match);
    if (finding === undefined || this.alerts.silences(ms, ns)) return 0;
    this.summary = finding.message ?? null;
    return finding.count;
  }

  samples(): MatchReference[] {
    return this.recent.list().reverse();
  }

  fired(ms: number, ns: number, sequence: number): void {
    this.alerts.add(ms, ns, sequence);
  }

  toJSON(): object {
    return {
      lastSequence: this.lastSequence,
      alerts: this.alerts.toNumbers(),
      recent: this.recent.list().flatMap(({ ms, ns, sequence }) => [ms, ns, sequence]),
      own: this.savedByOwn(),
    };
  }

  /** @throws InvalidArgumentError saying what stands wrong and where */
  restore(saved: JsonReader): void {
    this.lastSequence = saved.number('lastSequence');
    const alerts = saved.numbers('alerts', 3);
    for (let i = 0; i < alerts.length; i += 3) this.alerts.add(alerts[i]!, alerts[i + 1]!, alerts[i + 2]!);
    const recent = saved.numbers('recent', 3);
    for (let i = 0; i < recent.length; i += 3) this.recent.add(recent[i]!, recent[i + 1]!, recent[i + 2]!);
  }

  /** Undefined where it cannot be had, or is nothing that JSON can hold. */
  private savedByOwn(): unknown {
    try {
      const saved = this.own.save?.();
      JSON.stringify(saved);
      return saved;
    } catch (error) {
      this.onFailure(error);
      return undefined;
    }
  }

  /** A kind that fails misses an entry; the others do not. */
  private findingOf(match: AlertMatch): AlertFinding | undefined {
    try {
      const finding = this.own.match(match);
      if (finding === undefined || (Number.isSafeInteger(finding.count) && finding.count >= 1)) return finding;
      this.onFailure(
        new TypeError(`the count of an alert must be a whole number from 1; got ${String(finding.count)}`),
      );
    } catch (error) {
      this.onFailure(error);
    }
    return undefined;
  }
}
