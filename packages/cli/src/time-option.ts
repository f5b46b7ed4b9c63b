import { UsageError } from './usage-error.ts';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/** `15m` as milliseconds; undefined for what is no duration. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** A duration as that long before now; `now`; anything else as it is, for the engine to read. */
export function timeOption(text: string, nowMs: number): string | Date {
  if (text === 'now') return new Date(nowMs);
  const agoMs = durationMs(text);
  return agoMs === undefined ? text : new Date(nowMs - agoMs);
}

/** Seconds of `90`, `90s`, `5m`. @throws UsageError */
export function secondsOption(text: string, option: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : (durationMs(text) ?? Number.NaN) / 1000;
  if (!Number.isNaN(seconds)) return seconds;
  throw new UsageError(`${option} must be seconds, or a duration such as 5m; got '${text}'`);
}
