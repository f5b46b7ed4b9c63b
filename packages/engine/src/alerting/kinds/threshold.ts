import { InvalidArgumentError } from '../../errors/engine-error.ts';
import type { AlertRule } from '../alert-rule.ts';
import type { MatchReference } from '../match-times.ts';
import type { AlertMatch, MatchWatch, MatchWatcher } from '../match-watch.ts';
import { MatchWindow, type MatchWindowOptions } from '../window.ts';

/** Fires when so many matches lie within the window; see `MatchWindow`. */
export const thresholdKind: MatchWatcher = {
  check({ parameters }) {
    const [key] = Object.keys(parameters);
    if (key === undefined) return;
    throw new InvalidArgumentError(
      `alert rule: parameters are for kinds of your own; 'threshold' has none, got '${key}'`,
    );
  },
  start: (rule) => new ThresholdWatch(new MatchWindow(windowOptions(rule))),
  restore: (rule, saved) => new ThresholdWatch(MatchWindow.fromJSON(saved, windowOptions(rule))),
};

function windowOptions({ timeWindow, cooldown }: AlertRule): MatchWindowOptions {
  return { windowMs: Math.round(timeWindow * 1000), cooldownMs: Math.round(cooldown * 1000) };
}

class ThresholdWatch implements MatchWatch {
  readonly summary = null;
  private readonly window: MatchWindow;

  constructor(window: MatchWindow) {
    this.window = window;
  }

  get lastSequence(): number {
    return this.window.lastSequence;
  }

  add(match: AlertMatch, { threshold }: AlertRule, clockMs: number): number {
    return this.window.add(match.ms, match.ns, match.sequence, threshold, clockMs);
  }

  samples(ms: number, ns: number): MatchReference[] {
    return this.window.samples(ms, ns);
  }

  fired(ms: number, ns: number, sequence: number): void {
    this.window.fired(ms, ns, sequence);
  }

  toJSON(): object {
    return this.window.toJSON();
  }
}
