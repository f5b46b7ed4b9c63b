import { describe, expect, it } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';
import type { QueryExplanation } from './query/explain/query-explanation.ts';
import type { QueryPartsOptions } from './query-parts.ts';
import { explainQueryParts, type PartRunner } from './split.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

const START_MS = Date.UTC(2026, 2, 2);
const DAY_MS = 86_400_000;
const WORDS = ['alpha', 'bravo', 'carol', 'delta', 'extra', 'final'];
const ROWS = 100;

/** Some of six blocks of 100 rows, one each day. */
function engineWith(blocks: readonly number[]): LogAnalyticsEngine {
  const vfs = new MemoryVfs();
  for (const block of blocks) {
    const lines = Array.from({ length: ROWS }, (_, i) =>
      JSON.stringify({
        timestamp: new Date(START_MS + block * DAY_MS + i * 1000).toISOString(),
        level: i % 20 === 0 ? 'ERROR' : 'INFO',
        source: i % 2 === 0 ? 'db' : 'api',
        message: `${WORDS[block]} request ${i} served`,
        only: `value-${block}`,
        ms: block * 1000 + i,
      }),
    );
    using engine = new LogAnalyticsEngine({ vfs });
    engine.ingestBytes(Buffer.from(lines.join('\n')));
  }
  return new LogAnalyticsEngine({ vfs, readOnly: true });
}

/** What goes in and out is cloned as between threads. */
function partOf(engine: LogAnalyticsEngine): PartRunner {
  return async function* (task) {
    for (const messages of engine.queryPart(structuredClone(task))) {
      for (const message of messages) yield structuredClone(message);
    }
  };
}

const whole = engineWith([0, 1, 2, 3, 4, 5]);
const PARTS = [[0, 3], [1, 4, 5], [2]].map((blocks) => partOf(engineWith(blocks)));

const inParts = (text: string, options?: QueryPartsOptions): Promise<QueryExplanation> =>
  explainQueryParts(text, PARTS, options);

/** Without times, and without what each part did. */
function countsOf({ parts: _, ms: __, steps, ...rest }: QueryExplanation): unknown {
  return { ...rest, steps: steps.map(({ ms: ___, ...step }) => step) };
}

describe('a query over parts is explained as one over all blocks', () => {
  it.each([
    '*',
    '* | count()',
    'carol',
    'only:="value-3" or carol',
    'ms:>4050 | fields ms',
    '_time:[2026-03-03T00:00:00Z, 2026-03-03T00:00:30Z) | stats by (source) count() n, max(ms) top',
    'request source:=db _time:2026-03-02 | fields ms, source | sort by (ms) | limit 2',
    'level:ERROR | extract "request <n> " | stats by (n) count() hits | sort by (hits) | limit 3',
    '* | top 2 by (source)',
    '* | facets 2',
    'ms:in(ms:<30 | fields ms) | count()',
    '* | filter level:ERROR | len(_msg) as l | sum(l)',
    'absent | uniq by (ms)',
  ])('%s', async (text) => {
    const explanation = await inParts(text);
    expect(countsOf(explanation)).toEqual(countsOf(whole.query(text, { explain: true })));
    expect(explanation.parts).toHaveLength(3);
    const sum = (count: (part: QueryExplanation['parts'][number]) => number): number =>
      explanation.parts.reduce((total, part) => total + count(part), 0);
    expect(sum(({ read }) => read)).toBe(explanation.blocks.read);
    expect(sum(({ considered }) => considered)).toBe(explanation.rows.considered);
  });
});

describe('what each part did', () => {
  it('is told apart', async () => {
    const { parts } = await inParts('only:="value-4" | stats by (level) max(ms)');
    expect(parts.map(({ read, considered }) => ({ read, considered }))).toEqual([
      { read: 0, considered: 0 },
      { read: 1, considered: ROWS },
      { read: 0, considered: 0 },
    ]);
    for (const { ms } of parts) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('is one line where there are no parts', () => {
    const { parts, steps } = whole.query('carol | stats by (source) max(ms)', { explain: true });
    expect(parts).toEqual([{ read: 1, considered: ROWS, ms: expect.any(Number) }]);
    expect(parts[0]!.ms).toBeCloseTo(
      steps.reduce((sum, { ms }) => sum + ms, 0),
      6,
    );
  });
});

describe('a result that is complete before all blocks are read', () => {
  it.each([
    ['* | limit 3', {}],
    ['*', { limit: 3 }],
    ['* | block_stats | limit 2', {}],
    ['* | block_stats', { limit: 2 }],
    ['* | sort by (ms)', { limit: 3 }],
  ])('%s %j', async (text, options) => {
    const { blocks, rows, parts } = await inParts(text, options);
    expect(blocks.total).toBe(6);
    expect(rows.returned).toBe(Object.values(options)[0] ?? Number(text.at(-1)));
    expect(parts).toHaveLength(3);
  });

  it('leaves blocks out', async () => {
    expect((await inParts('* | limit 3')).blocks).toMatchObject({ read: 3, unneeded: 3 });
    expect((await inParts('* | sort by (_time desc) | limit 3')).blocks).toMatchObject({ read: 3, unneeded: 3 });
  });
});
