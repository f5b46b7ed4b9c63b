import { InvalidArgumentError } from 'log-analytics-engine';

/** Milliseconds since the Unix epoch of a date and time in a zone; `month` from 0. */
export type ZonedTime = (
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
) => number;

/**
 * Reads local times.
 * @param zone a name such as `Europe/Berlin` or `UTC`; empty for the zone of this process
 * @throws InvalidArgumentError for a zone that nobody knows
 */
export function zonedTime(zone: string): ZonedTime {
  if (zone === '') return (...parts) => new Date(...parts).getTime();
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  } catch (cause) {
    throw new InvalidArgumentError(`${JSON.stringify(zone)} is not the name of a time zone such as Europe/Berlin`, {
      cause,
    });
  }
  const offsetAt = (ms: number): number => {
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
    const parts = format.formatToParts(ms);
    const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return local - Math.floor(ms / 1000) * 1000;
  };
  return (...parts) => {
    const local = Date.UTC(...parts);
    // The offset of the zone changes at an instant; the second look finds the one that holds at the result of the first.
    return local - offsetAt(local - offsetAt(local));
  };
}
