import { formatInstant, instantFromNs } from '../../entry/instant.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** Absolute bounds, as a filter object has them; the text of a query has `time-range` instead, and this prints as one. */
export const timeFilter: FilterSyntax<'time'> = {
  kind: 'time',
  names: [],
  help: {
    syntax: '_time:[from, to]',
    description: 'rows from one time to another, both inclusive',
    example: '_time:[2023-02-01T00:00:00Z, 2023-03-01T00:00:00Z]',
  },
  print({ startNs, endNs }) {
    if (startNs === null && endNs === null) return '*';
    if (startNs === null) return `_time:<=${printTime(endNs!)}`;
    if (endNs === null) return `_time:>=${printTime(startNs)}`;
    return `_time:[${printTime(startNs)},${printTime(endNs)}]`;
  },
};

/** With nine decimals, because a time with fewer names a longer span. */
function printTime(ns: bigint): string {
  const instant = instantFromNs(ns);
  if (instant === undefined) return String(ns);
  const text = formatInstant(instant).slice(0, -1);
  const [whole, fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(9, '0')}Z`;
}
