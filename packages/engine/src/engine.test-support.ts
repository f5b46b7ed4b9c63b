import fc from 'fast-check';
import type { LogEntryInit } from './entry/log-entry.ts';
import type { LogFilters } from './entry/log-filters.ts';

/** 2026-03-02T12:00:00.123Z, the time by the clock of tests. */
export const NOW_MS: number = Date.UTC(2026, 2, 2, 12, 0, 0, 123);

export function testClock(): number {
  return NOW_MS;
}

const message: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'connection',
        'Connect',
        'closed',
        'user42',
        '42',
        'été',
        'Ünder_score',
        '-',
        '[',
        'x7f',
        '10.0.0.1',
      ),
      { maxLength: 6 },
    )
    .map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.toWellFormed()),
);

/** Times near one another in the forms that entries take; without one, now. */
const timestamp: fc.Arbitrary<LogEntryInit['timestamp']> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((seconds) => new Date(NOW_MS + seconds * 1000)),
  fc.integer({ min: -3, max: 3 }).map((seconds) => new Date(NOW_MS + seconds * 1000).toISOString()),
  fc.integer({ min: -3, max: 3 }).map((seconds) => NOW_MS + seconds * 1000),
  fc.integer({ min: -3, max: 3 }).map((seconds) => Math.floor(NOW_MS / 1000) + seconds),
  fc.constantFrom<LogEntryInit['timestamp'][]>(
    '2026-03-02T14:00:00.123456789+02:00',
    '2026-03-02 12:00:00',
    '02/Mar/2026:12:00:01 +0000',
    1_772_452_800.5,
    1_772_452_800_123_456_789n,
    undefined,
  ),
);

const value: fc.Arbitrary<unknown> = fc.constantFrom<unknown[]>(
  ...[1, 1.5, -3, 1e21, 0, '1', '1.0', 'abc', '', null, true, false, 2n ** 60n, 2n ** 60n + 1n, 9_007_199_254_740_992],
  ...[[], [1, 'a'], [[1], { a: null }], {}],
);

const members = fc.dictionary(fc.constantFrom('size', 'user', 'level', '__proto__', 'é'), value, { maxKeys: 4 });

/** Entries over few values, so that filters meet them. */
export const arbitraryEntry: fc.Arbitrary<LogEntryInit> = fc
  .tuple(
    fc.record(
      {
        timestamp,
        level: fc.constantFrom<unknown[]>('ERROR', 'error', 'Warn', 'INFO', 'custom', '', null, 3, 30, 35),
        message,
        source: fc.constantFrom('api', 'db', 'Api', '', null),
        tags: fc.constantFrom([], ['a'], ['a', 'b'], ['c d', '"'], null),
        metadata: fc.oneof(members, fc.record({ user: members }), fc.record({ 'user.size': value, user: value })),
      },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.constantFrom('top', 'host', 'host.id', 'ts', 'msg'), value, { maxKeys: 3 }),
    fc.record(
      { severityNumber: fc.oneof(value, fc.constantFrom<unknown[]>(5, 9.0, 17, '17', 21, 24, 25, 0)) },
      { requiredKeys: [] },
    ),
  )
  .map(([named, others, numbered]) => {
    const { ts, msg, ...rest }: Record<string, unknown> = { ...others, ...numbered };
    const init: LogEntryInit = { ...named, ...rest } as LogEntryInit;
    // Beside the names that win these are metadata of any type.
    if (ts !== undefined && (named.timestamp ?? undefined) !== undefined) init.ts = ts;
    if (msg !== undefined && named.message !== undefined) init.msg = msg;
    return init;
  });

const texts = fc.constantFrom('connection', 'CONN', 'n c', '42', 'user', '', 'ÉTÉ', 'closed user42', '0.0');
const time = fc.integer({ min: -4, max: 4 }).map((seconds) => NOW_MS + seconds * 1000);

/** Every key of the filter object but `query`, alone or with others. */
export const arbitraryFilters: fc.Arbitrary<LogFilters> = fc.letrec<{ filters: LogFilters }>((tie) => ({
  filters: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .subarray(
        [
          time.map((startTime) => ({ startTime })),
          time.map((ms) => ({ endTime: new Date(ms).toISOString() })),
          fc.constantFrom('error', 'WARN', '', ['info', 'Custom'], []).map((level) => ({ level })),
          fc.constantFrom('api', ['db', 'Api'], '').map((source) => ({ source })),
          fc.constantFrom('a', ['b', 'c d'], []).map((tags) => ({ tags })),
          fc.constantFrom('a', ['a', 'b'], []).map((allTags) => ({ allTags })),
          texts.map((keyword) => ({ keyword })),
          fc.array(texts, { maxLength: 2 }).map((keywords) => ({ keywords })),
          fc.subarray(['connection', '42', 'été', 'user42', 'Connect']).map((words) => ({ words })),
          texts.filter((text) => text !== '').map((phrase) => ({ phrase })),
          fc.constantFrom('c.*d', '^conn', '[0-9]{2}', '(?i)CONN|x', '').map((regex) => ({ regex })),
          fc.constantFrom('ERROR', 20, 21, 40).map((minSeverity) => ({ minSeverity })),
          fc
            .tuple(
              fc.constantFrom(
                'size',
                'user',
                'user.id',
                'level',
                'user.size',
                'host',
                'host.id',
                'top',
                '__proto__',
                'msg',
                'ts',
                'absent',
              ),
              fc.constantFrom(
                1,
                '1',
                'abc',
                '',
                null,
                true,
                2n ** 60n,
                { gt: 0 },
                { gte: 1, lt: 1.5 },
                { lte: 2n ** 60n },
                { gt: 2n ** 60n },
                { gte: 2n ** 60n + 1n, lt: 2n ** 60n + 2n },
              ),
            )
            .map(([path, expected]): LogFilters => {
              const metadata = Object.defineProperty({}, path, { value: expected, enumerable: true });
              return { metadata };
            }),
        ],
        { maxLength: 2 },
      )
      .chain((conditions) => fc.tuple(...conditions))
      .map((conditions): LogFilters => Object.assign({}, ...conditions)),
    tie('filters').map((not) => ({ not })),
  ),
})).filters;
