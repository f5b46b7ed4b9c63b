import { describe, expect, it } from 'vitest';
import { parseTimestampNs } from '../entry/timestamp.ts';
import { LOGSQL } from './logsql.ts';
import { parseFilter } from './parse.ts';
import { resolveTimes } from './resolve-times.ts';
import type { TimeContext } from './time-range.ts';

const at = (text: string): bigint => parseTimestampNs(text)!;
const context: TimeContext = { nowNs: at('2024-05-10T12:00:00Z') };
const resolve = (text: string, where: TimeContext = context): unknown => resolveTimes(parseFilter(text, LOGSQL), where);
/** Bounds as texts, both inclusive; `+1` and `-1` are nanoseconds. */
const bounds = (start: bigint | null, end: bigint | null): unknown => ({ kind: 'time', startNs: start, endNs: end });

describe('resolveTimeRange', () => {
  it.each([
    ['_time:5m', at('2024-05-10T11:55:00Z'), context.nowNs],
    ['_time:=5m', at('2024-05-10T11:55:00Z'), context.nowNs],
    ['_time:-5m', at('2024-05-10T11:55:00Z'), context.nowNs],
    ['_time:5m offset 1h', at('2024-05-10T10:55:00Z'), at('2024-05-10T11:00:00Z')],
    ['_time:offset 1h', null, at('2024-05-10T11:00:00Z')],
    ['_time:>1h', null, at('2024-05-10T11:00:00Z') - 1n],
    ['_time:>=1h', null, at('2024-05-10T11:00:00Z')],
    ['_time:<1h', at('2024-05-10T11:00:00Z') + 1n, context.nowNs],
    ['_time:<=1h', at('2024-05-10T11:00:00Z'), context.nowNs],
    ['_time:now', context.nowNs, context.nowNs],
    ['_time:2024Z', at('2024-01-01'), at('2025-01-01') - 1n],
    ['_time:2024-02Z', at('2024-02-01'), at('2024-03-01') - 1n],
    ['_time:2024-12', at('2024-12-01'), at('2025-01-01') - 1n],
    ['_time:2024-02-29Z', at('2024-02-29'), at('2024-03-01') - 1n],
    ['_time:2024-02-29T23Z', at('2024-02-29T23:00Z'), at('2024-03-01') - 1n],
    ['_time:2024-02-29T23:59Z', at('2024-02-29T23:59Z'), at('2024-03-01') - 1n],
    ['_time:2024-02-29T23:59:59Z', at('2024-02-29T23:59:59Z'), at('2024-03-01') - 1n],
    ['_time:2024-02-29T23:59:59.999Z', at('2024-02-29T23:59:59.999Z'), at('2024-03-01') - 1n],
    ['_time:[1900-01-01Z, 1969-12-31Z]', -2_208_988_800_000_000_000n, -1n],
    ['_time:2024-02-29T23:59:59.5Z', at('2024-02-29T23:59:59.5Z'), at('2024-02-29T23:59:59.5Z')],
    ['_time:2023-04-25+05:30', at('2023-04-24T18:30Z'), at('2023-04-25T18:30Z') - 1n],
    ['_time:2023-02-07:00', at('2023-02-01T07:00Z'), at('2023-03-01T07:00Z') - 1n],
    ['_time:>2023-04Z', at('2023-04-01') + 1n, null],
    ['_time:>=2023-04Z', at('2023-04-01'), null],
    ['_time:<2023-04Z', null, at('2023-04-01') - 1n],
    ['_time:<=2023-04Z', null, at('2023-05-01') - 1n],
    ['_time:[2023-04-01Z, 2023-04-30Z]', at('2023-04-01'), at('2023-05-01') - 1n],
    ['_time:[2023-02-01Z, 2023-03-01Z)', at('2023-02-01'), at('2023-03-01') - 1n],
    ['_time:(2023-02-01Z, 2023-03-01Z]', at('2023-02-01') + 1n, at('2023-03-02') - 1n],
    ['_time:[2023-02-01Z, 2023-03-01Z) offset 1w', at('2023-01-25'), at('2023-02-22') - 1n],
    ['_time:[now-1h, -5m]', at('2024-05-10T11:00:00Z'), at('2024-05-10T11:55:00Z')],
    ['_time:[now-90, now]', at('2024-05-10T11:58:30Z'), context.nowNs],
    ['_time:[now-1h-30m, -1.0015s]', at('2024-05-10T10:30:00Z'), at('2024-05-10T11:59:58.999Z')],
    ['_time:[1.7e9, 1.7e12]', 1700000000000000000n, 1700000000000000000n],
    ['_time:[1700000000, 1700000001.5]', 1700000000000000000n, 1700000001500000000n],
    ['_time:[1700000000000, 1700000000001]', 1700000000000000000n, 1700000000001000000n],
  ])('%s', (text, start, end) => {
    expect(resolve(text)).toEqual(bounds(start, end));
  });

  it('takes times without a zone for times of the given zone', () => {
    const berlin = { ...context, utcOffsetMinutes: 120 };
    expect(resolve('_time:2024-05-10', berlin)).toEqual(bounds(at('2024-05-09T22:00Z'), at('2024-05-10T22:00Z') - 1n));
    expect(resolve('_time:2024-05-10Z', berlin)).toEqual(bounds(at('2024-05-10'), at('2024-05-11') - 1n));
    expect(resolve('_time:[1700000000, now]', berlin)).toEqual(bounds(1700000000000000000n, context.nowNs));
  });

  it('resolves within AND, OR and NOT', () => {
    expect(resolve('a !_time:now')).toEqual({
      kind: 'and',
      filters: [
        { kind: 'phrase', field: '_msg', text: 'a', ignoreCase: false },
        { kind: 'not', filter: bounds(context.nowNs, context.nowNs) },
      ],
    });
  });

  it.each([
    '_time:2023-02-30',
    '_time:1969',
    '_time:>1677-12-31Z',
    '_time:[2023',
    '_time:(now)',
    '_time:foo',
    '_time:2024-05-10T11:55:00.5',
    '_time:[now-5ns, now]',
    '_time:[now+5m, now]',
    '_time:2023-01-01T25:00',
    '_time:2023-01-01T10:00:60Z',
    '_time:{}',
  ])('refuses %s', (text) => {
    expect(() => parseFilter(text, LOGSQL)).toThrow('expected');
  });
});
