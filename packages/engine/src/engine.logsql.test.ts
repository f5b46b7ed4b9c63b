import { describe, expect, it } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';
import { CancelledError, LimitExceededError, QuerySyntaxError } from './errors/engine-error.ts';

function filledEngine(): LogAnalyticsEngine {
  const engine = new LogAnalyticsEngine();
  for (let i = 0; i < 100; i++) {
    engine.ingestLog({
      timestamp: 1_772_460_000_000 + i * 1000,
      level: i % 10 === 0 ? 'ERROR' : 'INFO',
      source: i % 2 === 0 ? 'db' : 'api',
      message: i % 10 === 0 ? `error: connection ${i} lost` : `request ${i} served`,
      metadata: { ms: i },
    });
  }
  return engine;
}

describe('engine.query', () => {
  it('answers LogsQL with stats, sorting and limits', () => {
    const engine = filledEngine();
    expect(engine.query('error source:db | stats by (source) count() errors | sort by (errors desc)')).toEqual([
      { source: 'db', errors: 10 },
    ]);
    expect(engine.query('level:ERROR | stats count() rows, max(ms) top')).toEqual([{ rows: 10, top: 90 }]);
    expect(engine.query('* | sort by (_time desc) | limit 2 | fields ms')).toEqual([{ ms: 99 }, { ms: 98 }]);
    expect(engine.query('*', { limit: 3 })).toHaveLength(3);
    expect(engine.query('* | stats count() n', { start: 1_772_460_090_000 })).toEqual([{ n: 10 }]);
  });

  it('streams the same rows', async () => {
    const engine = filledEngine();
    const rows: unknown[] = [];
    for await (const row of engine.queryStream('level:ERROR | fields _msg, ms')) rows.push(row);
    expect(rows).toEqual(engine.query('level:ERROR | fields _msg, ms'));
    expect(rows[1]).toEqual({ _msg: 'error: connection 10 lost', ms: 10 });
  });

  it('says where a query is wrong, and keeps to its limits', () => {
    const engine = filledEngine();
    expect(() => engine.query('error | stats by (source) cuont()')).toThrow(QuerySyntaxError);
    expect(() => engine.query('*', { signal: AbortSignal.abort() })).toThrow(CancelledError);
    expect(() => engine.query('*', { timeoutMs: -1 })).toThrow(LimitExceededError);
    expect(() => engine.query('*', { limt: 1 } as never)).toThrow(/limit/);
  });
});
