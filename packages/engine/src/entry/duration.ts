import { InvalidArgumentError } from '../errors/engine-error.ts';
import { DAY_MS } from './civil-date.ts';

/** Milliseconds of each unit; a year has 365 days, as in LogsQL. */
export const DURATION_UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
  y: 365 * DAY_MS,
};

const PART = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h|d|w|y)/y;

/** Milliseconds of a duration: a number and a unit, or several of them in a row: `5m`, `1h30m`, `1.5s`, `-2d`; else undefined. */
export function parseDuration(text: string): number | undefined {
  const isNegative = text.startsWith('-');
  let ms = 0;
  PART.lastIndex = isNegative ? 1 : 0;
  if (PART.lastIndex === text.length) return undefined;
  while (PART.lastIndex < text.length) {
    const match = PART.exec(text);
    if (match === null) return undefined;
    ms += Number(match[1]) * DURATION_UNIT_MS[match[2]!]!;
  }
  return isNegative ? -ms : ms;
}

/**
 * As `parseDuration`, for an argument that must be a positive duration.
 * @throws InvalidArgumentError naming the argument
 */
export function requireDuration(text: string, argument: string): number {
  const ms = typeof text === 'string' ? parseDuration(text) : undefined;
  if (ms === undefined || !(ms > 0) || !Number.isFinite(ms)) {
    throw new InvalidArgumentError(
      `${argument} must be a positive duration such as '30s', '5m' or '1h30m'; got '${String(text)}'`,
    );
  }
  return ms;
}
