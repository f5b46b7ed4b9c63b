import { formatDouble } from './number-format.ts';

const SECOND = 1_000_000_000n;
const LONG_UNITS: readonly (readonly [string, bigint])[] = [
  ['w', 604_800n * SECOND],
  ['d', 86_400n * SECOND],
  ['h', 3600n * SECOND],
  ['m', 60n * SECOND],
];
const SHORT_UNITS: readonly (readonly [string, bigint])[] = [
  ['ms', 1_000_000n],
  ['µs', 1000n],
  ['ns', 1n],
];

/** A duration for people, such that LogsQL reads it: `1w2d3h4m5.678s`, `12ms345µs`, `0`. @param ns Nanoseconds. */
export function formatDuration(ns: bigint): string {
  if (ns === 0n) return '0';
  if (ns < 0n) return `-${formatDuration(-ns)}`;
  let text = '';
  let rest = ns;
  for (const [unit, size] of ns >= SECOND ? LONG_UNITS : SHORT_UNITS) {
    if (rest < size) continue;
    text += `${rest / size}${unit}`;
    rest %= size;
  }
  if (ns < SECOND) return text;
  return rest === 0n ? text : text + secondsOf(rest);
}

/** Less than a second behind greater units is written in parts of a second. */
function secondsOf(ns: bigint): string {
  return ns >= SECOND ? `${formatDouble(Number(ns) / 1e9)}s` : formatDuration(ns);
}
