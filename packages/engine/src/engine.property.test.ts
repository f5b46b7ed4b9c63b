import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { arbitraryEntry, arbitraryFilters, testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { stringifyExactJson } from './entry/exact-json.ts';
import { compareInstants } from './entry/instant.ts';
import { LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import type { LogFilters } from './entry/log-filters.ts';
import { TrigramIndex } from './indexes/trigram-index.test-support.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

// Much work for a machine that does other work, too.
vi.setConfig({ testTimeout: 60_000 });

/** What is done to the engine, and to a plain array beside it. */
type Step =
  | { readonly kind: 'log' | 'logs' | 'bytes'; readonly entries: readonly LogEntryInit[] }
  | { readonly kind: 'delete' | 'query'; readonly filters: LogFilters; readonly descending: boolean }
  | { readonly kind: 'flush' | 'compact' | 'reopen' };

const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: stepWith(fc.constantFrom('log', 'logs', 'bytes'), fc.array(arbitraryEntry, { maxLength: 12 })),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('query', 'query', 'query', 'delete'),
      filters: arbitraryFilters,
      descending: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('flush', 'compact', 'reopen') }) },
);

function stepWith(
  kind: fc.Arbitrary<'log' | 'logs' | 'bytes'>,
  entries: fc.Arbitrary<LogEntryInit[]>,
): fc.Arbitrary<Step> {
  return fc.record({ kind, entries });
}

/** An engine and an array that must agree. */
class Pair {
  readonly #vfs = new MemoryVfs();
  readonly #durability: 'fsync' | 'interval' | 'memory';
  #isIndexed: boolean;
  #engine: LogAnalyticsEngine;
  #entries: LogEntry[] = [];

  constructor(durability: 'fsync' | 'interval' | 'memory', isIndexed: boolean) {
    this.#durability = durability;
    this.#isIndexed = isIndexed;
    this.#engine = this.#open();
  }

  run(step: Step): void {
    switch (step.kind) {
      case 'log':
        for (const entry of step.entries) this.#engine.ingestLog(entry);
        break;
      case 'logs':
        expect(this.#engine.ingestLogs(step.entries)).toMatchObject({ accepted: step.entries.length, rejected: 0 });
        break;
      case 'bytes': {
        const lines = step.entries.map((entry) => `${stringifyExactJson(entry)}\n`).join('');
        expect(this.#engine.ingestBytes(Buffer.from(lines))).toMatchObject({ accepted: step.entries.length });
        break;
      }
      case 'query':
        this.compare(step.filters, step.descending);
        return;
      case 'delete': {
        const kept = this.#entries.filter((entry) => !entry.matchesFilter(step.filters));
        expect(this.#engine.delete(step.filters)).toBe(this.#entries.length - kept.length);
        this.#entries = kept;
        return;
      }
      case 'flush':
        this.#engine.flush();
        return;
      case 'compact':
        this.#engine.compact();
        return;
      case 'reopen':
        this.#engine.close();
        // What was stored with indexes is read without them, and the other way round.
        this.#isIndexed = !this.#isIndexed;
        this.#engine = this.#open();
        return;
    }
    this.#entries.push(...step.entries.map((entry) => new LogEntry(entry, testClock)));
  }

  compare(filters: LogFilters, descending: boolean): void {
    const expected = this.#entries
      .filter((entry) => entry.matchesFilter(filters))
      .sort((a, b) => compareInstants(a.instant, b.instant));
    if (descending) expected.reverse();
    const found = this.#engine.queryLogs(filters, { sortDesc: descending });
    expect(found.map((entry) => JSON.stringify(entry))).toEqual(expected.map((entry) => JSON.stringify(entry)));
    expect(this.#engine.countLogs(filters)).toBe(expected.length);
    const page = this.#engine.queryLogs(filters, { sortDesc: descending, page: 1, pageSize: 3 });
    expect(page.map((entry) => JSON.stringify(entry))).toEqual(
      expected.slice(3, 6).map((entry) => JSON.stringify(entry)),
    );
  }

  #open(): LogAnalyticsEngine {
    const indexes = this.#isIndexed ? ['user', 'size', 'user.size', 'message', new TrigramIndex('source')] : [];
    return new LogAnalyticsEngine({ vfs: this.#vfs, durability: this.#durability, clock: testClock, indexes });
  }
}

test('an engine answers as an array and a filter, whatever is done to its files', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('fsync' as const, 'interval' as const, 'memory' as const),
      fc.boolean(),
      fc.array(arbitraryStep, { maxLength: 12 }),
      arbitraryFilters,
      (durability, isIndexed, steps, filters) => {
        const pair = new Pair(durability, isIndexed);
        for (const step of steps) pair.run(step);
        pair.compare({}, false);
        pair.compare(filters, true);
      },
    ),
    { numRuns: 300 },
  );
});
