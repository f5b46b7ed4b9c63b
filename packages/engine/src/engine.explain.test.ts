import { describe, expect, it } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import type { QueryExplanation } from './query/explain/query-explanation.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

const START_MS = Date.UTC(2026, 2, 2);
const DAY_MS = 86_400_000;
const BLOCKS = 5;
const ROWS = 200;

/** Five blocks of 200 rows, one each day, all in segments with an index; the value of `only` and the word of the message tell the block. */
function filledEngine(): LogAnalyticsEngine {
  const vfs = new MemoryVfs();
  for (let block = 0; block < BLOCKS; block++) {
    const word = ['alpha', 'bravo', 'carol', 'delta', 'extra'][block]!;
    const lines = Array.from({ length: ROWS }, (_, i) =>
      JSON.stringify({
        timestamp: new Date(START_MS + block * DAY_MS + i * 1000).toISOString(),
        level: i % 20 === 0 ? 'ERROR' : 'INFO',
        source: i % 2 === 0 ? 'db' : 'api',
        message: `${word} request ${i} from user${block}x${i} served`,
        only: `value-${block}`,
        ms: block * 1000 + ((i * 37) % 1000),
        order_id: block * 1000 + i,
        trace: `${block}${i}`.padStart(32, 'abcdef0123456789'),
      }),
    );
    using engine = new LogAnalyticsEngine({ vfs, indexes: ['order_id'] });
    engine.ingestBytes(Buffer.from(lines.join('\n')));
  }
  return new LogAnalyticsEngine({ vfs, readOnly: true });
}

const engine = filledEngine();
const explain = (text: string, options = {}): QueryExplanation => engine.query(text, { ...options, explain: true });

const NONE = { time: 0, statistics: 0, dictionary: 0, template: 0, bloom: 0, index: 0, other: 0 };

describe('blocks', () => {
  it.each([
    ['everything', '*', { read: 5, answered: 0, skipped: NONE, unneeded: 0 }],
    ['a count', '* | count()', { read: 0, answered: 5, skipped: NONE, unneeded: 0 }],
    ['groups of a dictionary', '* | stats by (source) count()', { read: 0, answered: 5, skipped: NONE, unneeded: 0 }],
    [
      'a time',
      '_time:[2026-03-03T00:00:00Z, 2026-03-03T00:30:00Z) | count()',
      { read: 0, answered: 1, skipped: { ...NONE, time: 4 }, unneeded: 0 },
    ],
    [
      'a part of a time',
      '_time:[2026-03-03T00:00:00Z, 2026-03-03T00:01:00Z) | count()',
      { read: 1, answered: 0, skipped: { ...NONE, time: 4 }, unneeded: 0 },
    ],
    ['a value', 'only:="value-3"', { read: 1, answered: 0, skipped: { ...NONE, dictionary: 4 }, unneeded: 0 }],
    ['a word', 'carol', { read: 1, answered: 0, skipped: { ...NONE, template: 4 }, unneeded: 0 }],
    ['a variable', 'user2x7', { read: 1, answered: 0, skipped: { ...NONE, bloom: 4 }, unneeded: 0 }],
    [
      'an id',
      `trace:="${'27'.padStart(32, 'abcdef0123456789')}"`,
      { read: 1, answered: 0, skipped: { ...NONE, bloom: 4 }, unneeded: 0 },
    ],
    ['a number', 'ms:>4500', { read: 1, answered: 0, skipped: { ...NONE, statistics: 4 }, unneeded: 0 }],
    ['an indexed value', 'order_id:="3007"', { read: 1, answered: 0, skipped: { ...NONE, index: 4 }, unneeded: 0 }],
    [
      'a field that is not there',
      'absent:x',
      { read: 0, answered: 0, skipped: { ...NONE, statistics: 5 }, unneeded: 0 },
    ],
    ['a negation', '!request', { read: 0, answered: 0, skipped: { ...NONE, template: 5 }, unneeded: 0 }],
    [
      'alternatives',
      'only:="value-3" or carol',
      { read: 2, answered: 0, skipped: { ...NONE, dictionary: 3 }, unneeded: 0 },
    ],
    [
      'several filters',
      'carol only:="value-3"',
      { read: 0, answered: 0, skipped: { ...NONE, dictionary: 4, template: 1 }, unneeded: 0 },
    ],
    ['the newest rows', '* | sort by (_time desc) | limit 3', { read: 1, answered: 0, skipped: NONE, unneeded: 4 }],
    ['a limit', '* | limit 3', { read: 1, answered: 0, skipped: NONE, unneeded: 4 }],
  ])('%s', (_, text, expected) => {
    const { blocks } = explain(text);
    expect(blocks).toEqual({ total: 5, ...expected });
  });

  it('knows the limit and the times of the caller', () => {
    expect(explain('*', { limit: 3 })).toMatchObject({ blocks: { read: 1, unneeded: 4 }, rows: { returned: 3 } });
    const start = START_MS + 3 * DAY_MS;
    expect(explain('* | count()', { start })).toMatchObject({
      start: '2026-03-05T00:00:00Z',
      end: null,
      blocks: { answered: 2, skipped: { time: 3 } },
    });
  });
});

describe('the plan', () => {
  it('lists the filters in the order in which they run', () => {
    expect(explain('~"us.r" request ms:>=10 source:=db _time:2026-03-02 | fields _msg').filters).toEqual([
      '_time:[2026-03-02T00:00:00.000000000Z,2026-03-02T23:59:59.999999999Z]',
      'ms:>=10',
      'source:=db',
      'request',
      '~us.r',
    ]);
    expect(explain('*').filters).toEqual([]);
    expect(explain('a or b').filters).toEqual(['a or b']);
  });

  it('tells the times that rows must lie in', () => {
    const { start, end } = explain('_time:2026-03-02T01 request');
    expect([start, end]).toEqual(['2026-03-02T01:00:00Z', '2026-03-02T01:59:59.999999999Z']);
    expect(explain('request')).toMatchObject({ start: null, end: null });
  });

  it('prints the query, and the values that queries within it gave', () => {
    const { query, filters } = explain('ms:in(ms:<30 | fields ms) | count()');
    expect(query).toBe('ms:in(ms:<30 | fields ms) | stats count(*) as "count(*)"');
    expect(filters).toEqual(['ms:in(0)']);
  });
});

describe('the steps', () => {
  const counts = (text: string): unknown[] =>
    explain(text).steps.map(({ step, on, rowsIn, rowsOut }) => [step, on, rowsIn, rowsOut]);

  it('count rows in and out', () => {
    expect(counts('source:=db | filter level:=ERROR | fields ms, source | sort by (ms) | limit 2')).toEqual([
      ['filter', 'columns', 1000, 50],
      ['fields ms, source', 'rows', 50, 50],
      ['sort by (ms) limit 2', 'rows', 50, 2],
    ]);
    expect(counts('carol | stats by (source) count() n | sort by (n)')).toEqual([
      ['filter', 'columns', 200, 200],
      ['stats by (source) count(*) as n', 'columns', 200, 2],
      ['sort by (n)', 'rows', 2, 2],
    ]);
    expect(counts('absent')).toEqual([['filter', 'columns', 0, 0]]);
  });

  it('tell their times, which make up the time of the query', () => {
    const { steps, ms } = explain('request | extract "request <n> " | stats by (n) count()');
    for (const step of steps) expect(step.ms).toBeGreaterThanOrEqual(0);
    expect(steps.reduce((sum, step) => sum + step.ms, 0)).toBeLessThanOrEqual(ms);
  });

  it('leave the result as it is', () => {
    for (const text of [
      'request ms:<500 | fields ms',
      '* | top 3 by (source)',
      '* | patterns',
      '* | limit 7',
      '* | union (carol)',
    ]) {
      expect(explain(text).rows.returned).toBe(engine.query(text).length);
    }
  });
});

it('is an option of query alone', async () => {
  const stream = engine.queryStream('*', { explain: true } as never);
  await expect(stream.next()).rejects.toThrow(InvalidArgumentError);
  expect(engine.query('*', { explain: false, limit: 1 })).toHaveLength(1);
});
