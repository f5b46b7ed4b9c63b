import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';
import type { EngineExtension } from './engine-extension.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import { TrigramIndex } from './indexes/trigram-index.test-support.ts';
import { loadExtension } from './load-extension.ts';
import type { StatsFunctionExtension } from './query/extensions/stats-function-extension.ts';
import type { ResultRow } from './query/pipeline/query-rows.ts';
import { QueryLanguage } from './query/query-language.ts';
import { type PartRunner, queryParts, rowsOfBatch } from './split.ts';

const listing: StatsFunctionExtension<string[]> = {
  name: 'listing',
  initial: () => [],
  add: (list, values) => [...list, ...values],
  result: (list) => list.join(' '),
};
const extension: EngineExtension = {
  filters: [{ name: 'even', start: () => (text) => Number(text) % 2 === 0 }],
  pipes: [{ name: 'twice', rowWise: true, start: () => ({ rows: (rows) => rows.flatMap((row) => [row, row]) }) }],
  stats: [listing],
  indexes: ['user', new TrigramIndex('path')],
  alertKinds: [{ name: 'each', start: () => ({ match: () => ({ count: 1 }) }) }],
};

function numbers(count: number): { readonly message: string; readonly metadata: { readonly n: number } }[] {
  return Array.from({ length: count }, (_, n) => ({ message: `number ${n}`, metadata: { n } }));
}

describe('an engine with extensions', () => {
  it('knows all that is in them', () => {
    using engine = new LogAnalyticsEngine({ extensions: [extension] });
    engine.addAlertRule({ name: 'all', conditions: {}, kind: 'each', cooldown: 0 });
    engine.ingestLogs(numbers(5));
    expect(engine.query('n:even() | fields n | twice | stats listing(n) all')).toEqual([{ all: '0 0 2 2 4 4' }]);
    expect(engine.getAlerts()).toHaveLength(5);
    expect(engine.language.complete('* | twi').candidates.map(({ name }) => name)).toEqual(['twice']);
    expect(() => engine.query('* | stats listin(n) all')).toThrow('did you mean listing?');
  });

  it('takes their indexes along with its own', () => {
    const resolved = { extensions: [extension], indexes: ['user', 'trace_id'] };
    using engine = new LogAnalyticsEngine(resolved);
    engine.ingestLogs([{ message: 'a', metadata: { path: '/cart/7', user: 1 } }]);
    expect(engine.query('path:cart | fields user')).toEqual([{ user: 1 }]);
    expect(() => new LogAnalyticsEngine({ ...resolved, indexes: [new TrigramIndex('path')] })).toThrow(
      "extensions[0].indexes[1]: the field 'path' has an index of the kind 'trigram' already",
    );
  });

  it.each<[unknown, string]>([
    [extension, 'extensions must be a list of extensions; got an object'],
    [['shop.mjs'], "extensions[0] must be an object such as { filters: […], pipes: […] }; got 'shop.mjs'"],
    [[{ filter: [] }], "unknown key of extensions[0] 'filter'; did you mean 'filters'?"],
    [[{ pipes: {} }], 'extensions[0].pipes must be a list; got an object'],
    [[{ pipes: [7] }], 'extensions[0].pipes[0] must be an object with a name and start(); got 7'],
    [[{ filters: [{ start: () => undefined }] }], 'extensions[0].filters[0].name must be a text; got undefined'],
    [[{ name: 'shop', filters: [{ name: 'x' }] }], "extension 'shop'.filters[0].start must be a function; got undef"],
    [[{ stats: [{ ...listing, merge: 1 }] }], 'extensions[0].stats[0].merge must be a function; got 1'],
    [[{ indexes: [{ field: 'a' }] }], 'extensions[0].indexes[0].kind must be 1 to 64 letters'],
    [
      [{ pipes: [{ name: 'sort', start: () => undefined }] }],
      'extensions[0].pipes: there is a pipe with the name sort already',
    ],
    [[extension, { ...extension, indexes: [] }], 'extensions[1].filters: there is a filter with the name even already'],
    [
      [{ name: 'b', alertKinds: [{ name: 'threshold', start: () => undefined }] }],
      "extension 'b'.alertKinds: there is an alert kind with the name 'threshold' already",
    ],
  ])('refuses %j', (extensions, message) => {
    const open = (): LogAnalyticsEngine => new LogAnalyticsEngine({ extensions: extensions as EngineExtension[] });
    expect(open).toThrow(InvalidArgumentError);
    expect(open).toThrow(message);
  });

  it('leaves a language that is shared as it is', () => {
    const language = new QueryLanguage();
    expect(() => new LogAnalyticsEngine({ language, extensions: [extension] })).toThrow(
      'extensions[0] has operators, and language is given',
    );
    expect(() => language.parse('n:even()')).toThrow();
    new LogAnalyticsEngine({ language, extensions: [{ indexes: ['user'] }] }).close();
  });
});

/** The rows of a query over engines with every third of some entries each. */
async function splitRows(text: string, stats: StatsFunctionExtension): Promise<ResultRow[]> {
  const engines = [0, 1, 2].map((part) => {
    const engine = new LogAnalyticsEngine({ extensions: [{ stats: [stats] }] });
    engine.ingestLogs(
      numbers(30)
        .filter((_, i) => i % 3 === part)
        .map((entry) => ({ ...entry, timestamp: 1_000_000 + entry.metadata.n })),
    );
    return engine;
  });
  const parts = engines.map(
    (engine): PartRunner =>
      async function* (task) {
        for (const messages of engine.queryPart(structuredClone(task)))
          for (const message of messages) yield structuredClone(message);
      },
  );
  const rows: ResultRow[] = [];
  for await (const batches of queryParts(text, parts, { language: engines[0]!.language }))
    rows.push(...batches.flatMap(rowsOfBatch));
  return rows;
}

describe('a stats function over parts', () => {
  class Sum {
    value = 0;
    plus(number: number): this {
      this.value += number;
      return this;
    }
  }
  const sum: StatsFunctionExtension<Sum> = {
    name: 'own_sum',
    initial: () => new Sum(),
    add: (state, [text]) => state.plus(Number(text)),
    result: ({ value }) => value,
  };

  it('is computed in one place where its states cannot be merged', async () => {
    const all = Array.from({ length: 30 }, (_, i) => i);
    expect(await splitRows('* | stats listing(n) all', listing as StatsFunctionExtension)).toEqual([
      { all: all.join(' ') },
    ]);
    expect(await splitRows('* | stats own_sum(n) s, count() c', sum as StatsFunctionExtension)).toEqual([
      { s: 435, c: 30 },
    ]);
  });

  it('is refused with states that would not arrive as they are', async () => {
    const merging = { ...sum, merge: (a: Sum, b: Sum) => a.plus(b.value) } as StatsFunctionExtension;
    await expect(splitRows('* | stats own_sum(n) s', merging)).rejects.toThrow(
      'the states of own_sum() are no plain data',
    );
  });
});

describe('what an extension throws', () => {
  const throwing = (): never => {
    throw new TypeError('x is not defined');
  };
  // As a module has it that does not import this package, or another copy of it.
  const refusing = (): never => {
    throw Object.assign(new Error('at least 3, please'), { name: 'InvalidArgumentError' });
  };
  const named = (name: string, start: unknown): never => ({ name, start }) as never;
  const faulty: EngineExtension = {
    filters: [named('f', throwing), named('g', refusing), named('h', () => throwing), named('k', () => 7)],
    pipes: [named('p', throwing), named('q', () => ({ rows: throwing })), named('r', () => undefined)],
    stats: [
      { ...listing, name: 's', add: throwing },
      { ...listing, name: 't', result: throwing },
    ],
  };

  it.each([
    ['f()', 'the filter f of an extension has failed: TypeError: x is not defined'],
    ['g()', /^at least 3, please$/],
    ['h()', 'the filter h of an extension has failed: TypeError: x is not defined'],
    ['k()', 'the filter k of an extension has failed: start() must give a function'],
    ['* | p', 'the pipe p of an extension has failed: TypeError: x'],
    ['* | q', 'the pipe q of an extension has failed: TypeError: x'],
    ['* | r', 'the pipe r of an extension has failed: start() must give an object with rows()'],
    ['* | stats s(a)', 'the stats function s of an extension has failed: TypeError: x'],
    ['* | stats t(a)', 'the stats function t of an extension has failed: TypeError: x'],
  ])('refuses the query %s in a sentence', (query, message) => {
    using engine = new LogAnalyticsEngine({ extensions: [faulty] });
    engine.ingestLog({ message: 'a' });
    expect(() => engine.query(query)).toThrow(InvalidArgumentError);
    expect(() => engine.query(query)).toThrow(message);
  });

  it('refuses a rule, and is counted where entries are looked at, which are stored all the same', () => {
    const kinds = [
      { name: 'a', check: refusing, start: throwing },
      { name: 'b', start: throwing },
      { name: 'c', start: () => undefined as never },
      { name: 'd', start: () => ({ match: () => ({ count: 1 }), save: () => ({ big: 1n }) }) },
    ];
    using engine = new LogAnalyticsEngine({ extensions: [{ alertKinds: kinds }] });
    expect(() => engine.addAlertRule({ name: 'a', conditions: {}, kind: 'a' })).toThrow('at least 3, please');
    for (const kind of ['b', 'c', 'd']) engine.addAlertRule({ name: kind, conditions: {}, kind });
    engine.ingestLog({ message: 'a' });
    expect(engine.countLogs()).toBe(1);
    expect(engine.getAlerts().map(({ ruleName }) => ruleName)).toEqual(['d']);
    engine.flush();
    const { hookErrors, problems } = engine.getStats();
    expect(hookErrors).toBeGreaterThan(2);
    expect(problems.map(({ message }) => message)).toEqual([
      'the alert kind b of an extension has failed: TypeError: x is not defined',
      expect.stringContaining('the alert kind c of an extension has failed: TypeError: start() of'),
      expect.stringContaining('the alert kind d of an extension has failed: TypeError: Do not know'),
    ]);
  });
});

describe('loadExtension', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'extensions-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };

  it('imports a module by its path or its URL', async () => {
    const path = file(
      'good.mjs',
      "export const extension = { filters: [{ name: 'none', start: () => () => false }] };",
    );
    expect((await loadExtension(path)).name).toBe(path);
    const loaded = await loadExtension(pathToFileURL(path));
    using engine = new LogAnalyticsEngine({ extensions: [loaded] });
    engine.ingestLog({ message: 'a' });
    expect(engine.query('none()')).toEqual([]);
  });

  it.each([
    ['missing.mjs', undefined, /^extension '.*missing\.mjs' cannot be loaded: there is no such file: file:.*missing/],
    ['wrong.mjs', 'export const = 1', /^extension '.*wrong\.mjs' cannot be loaded: .*Unexpected token/s],
    ['throwing.mjs', "throw new Error('no licence')", /^extension '.*' cannot be loaded: no licence$/],
    ['needy.mjs', "import 'no-such-package'", /cannot be loaded: .*no-such-package/],
    ['nothing.mjs', 'export {}', /^extension '.*' has no export 'extension', as in: .*; it exports nothing$/],
    ['default.mjs', 'export default {}; export const a = 1;', /; it exports .*default/],
    ['list.mjs', 'export const extension = []', /^extension '.*list.mjs' must be an object .*; got a list$/],
    ['key.mjs', 'export const extension = { pipe: [] }', /^unknown key of extension '.*' 'pipe'; did you mean 'pipes'/],
  ])('refuses %s', async (name, text, message) => {
    const path = text === undefined ? join(directory, name) : file(name, text);
    await expect(loadExtension(path)).rejects.toThrow(InvalidArgumentError);
    await expect(loadExtension(path)).rejects.toThrow(message);
  });

  it('does not wait for ever for a module that does', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const path = file('waiting.mjs', 'await new Promise(() => {}); export const extension = {};');
      const refused = expect(loadExtension(path)).rejects.toThrow('it is still being imported after 30 s');
      await vi.advanceTimersByTimeAsync(30_000);
      await refused;
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes nothing else', async () => {
    await expect(loadExtension('')).rejects.toThrow(
      "an extension module must be the path or the URL of a module; got ''",
    );
    await expect(loadExtension({} as URL)).rejects.toThrow('got an object');
  });
});
