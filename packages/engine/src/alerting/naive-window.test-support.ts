/** A time: whole milliseconds and the nanoseconds within. */
export interface TimedMatch {
  readonly ms: number;
  readonly ns: number;
}

/** The rule itself: every match of the past is looked at for every match. */
export class NaiveWindow {
  private readonly matches: (TimedMatch & { sequence: number })[] = [];
  private readonly alerts: bigint[] = [];
  private readonly window: bigint;
  private readonly cooldown: bigint;

  constructor(windowMs: number, cooldownMs: number) {
    this.window = BigInt(windowMs) * 1_000_000n;
    this.cooldown = BigInt(cooldownMs) * 1_000_000n;
  }

  add({ ms, ns }: TimedMatch, sequence: number, threshold: number): { count: number; samples: number[] } {
    this.matches.push({ ms, ns, sequence });
    const t = timeOf({ ms, ns });
    const within = this.matches.filter((match) => timeOf(match) >= t - this.window && timeOf(match) <= t);
    const isSilent = this.alerts.some((alert) => (t > alert ? t - alert : alert - t) < this.cooldown);
    if (isSilent || within.length < threshold) return { count: 0, samples: [] };
    this.alerts.push(t);
    within.sort((a, b) => Number(timeOf(b) - timeOf(a)) || b.sequence - a.sequence);
    return { count: within.length, samples: within.map((match) => match.sequence) };
  }
}

function timeOf({ ms, ns }: TimedMatch): bigint {
  return BigInt(ms) * 1_000_000n + BigInt(ns);
}
