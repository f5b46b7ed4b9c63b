import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import type { FilterNode } from '../logsql/filter-node.ts';
import { arbitraryFilter, arbitraryStore } from '../query/arbitrary-rows.test-support.ts';
import { ALL_POWERS, ArrayBlock, NO_POWERS, type TestRow } from '../query/array-block.test-support.ts';
import { rowPasses } from '../query/filter-oracle.test-support.ts';
import type { Block } from '../segments/block.ts';
import { ConditionSet } from './condition-set.ts';
import { EncodedBlock } from './evaluator.test-support.ts';

test('each condition gets the rows that it passes by itself, block after block', () => {
  fc.assert(
    fc.property(
      arbitraryStore,
      fc.array(arbitraryFilter, { maxLength: 6 }),
      fc.infiniteStream(fc.boolean()),
      ({ rows, source }, nodes, coins) => {
        const set = new ConditionSet(nodes);
        let at = 0;
        for (const block of source.all) {
          const own = rows.slice(at, at + block.rowCount);
          at += block.rowCount;
          const eligible = Bitmap.of(
            block.rowCount,
            [...own.keys()].filter(() => coins.next().value),
          );
          const found = new Map<number, number[]>();
          set.evaluate(block, eligible, (condition, selected) => found.set(condition, selected.toArray()));
          nodes.forEach((node, index) => {
            const expected = eligible.toArray().filter((row) => rowPasses(own[row]!, node));
            expect(found.get(index) ?? []).toEqual(expected);
          });
        }
      },
    ),
    { numRuns: 800 },
  );
});

const LEVELS = ['ERROR', 'error', 'INFO', 'WARN'];
const ROWS = Array.from({ length: 200 }, (_, i) => ({
  ms: i,
  sequence: i,
  fields: {
    _msg: `request ${i} failed after ${i * 3} ms`,
    level: LEVELS[i % 4],
    source: `service-${i % 10}`,
    tags: i % 3 === 0 ? ['web', 'eu'] : ['db'],
    size: i,
  },
}));

function and(...filters: FilterNode[]): FilterNode {
  return { kind: 'and', filters };
}

function source(name: string): FilterNode {
  return { kind: 'in', field: 'source', values: [name] };
}

function word(text: string): FilterNode {
  return { kind: 'phrase', field: '_msg', text, ignoreCase: false };
}

const ERROR: FilterNode = { kind: 'level', names: ['error'] };

function matchCounts(set: ConditionSet, block: Block): Map<number, number> {
  const counts = new Map<number, number>();
  set.evaluate(block, Bitmap.full(block.rowCount), (condition, rows) => counts.set(condition, rows.count()));
  return counts;
}

describe('what conditions share', () => {
  test('a leaf of many conditions is bound once and runs once for a block', () => {
    const conditions = Array.from({ length: 100 }, (_, i) =>
      and(word('failed'), {
        kind: 'range',
        field: 'size',
        low: i,
        lowInclusive: true,
        high: Number.POSITIVE_INFINITY,
        highInclusive: false,
      }),
    );
    const set = new ConditionSet(conditions);
    expect(set.leafCount).toBe(101);
    const counts = matchCounts(set, new ArrayBlock(ROWS, NO_POWERS));
    expect([...counts]).toEqual(conditions.map((_, i) => [i, 200 - i]));
    expect(set.applyCount).toBe(101);
  });

  test('where the block has none of the sources, nothing but the dictionary is looked at', () => {
    const set = new ConditionSet(Array.from({ length: 1000 }, (_, i) => and(word(`word${i}`), source(`other-${i}`))));
    const block = new ArrayBlock(ROWS, { ...ALL_POWERS, exclude: false });
    expect(matchCounts(set, block).size).toBe(0);
    expect(set.applyCount).toBe(0);
    expect(block.columnReads).toBe(1);
  });

  test('equality leaves are found from the values of the block, without running any', () => {
    const conditions = [
      ...Array.from({ length: 10 }, (_, i) => source(`service-${i}`)),
      ERROR,
      { kind: 'tags', mode: 'any', elements: ['eu', 'db'] },
      { kind: 'tags', mode: 'all', elements: ['web'] },
      { kind: 'exact', field: 'size', text: '7' },
    ] as const;
    const set = new ConditionSet(conditions);
    const counts = matchCounts(set, new ArrayBlock(ROWS, { ...ALL_POWERS, exclude: false }));
    expect([...counts.values()]).toEqual([20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 100, 200, 67, 1]);
    expect(set.applyCount).toBe(0);
  });

  test('a leaf that looks at types does so only where the text is equal', () => {
    const node: FilterNode = { kind: 'typed-equals', field: 'source', value: 'service-3' };
    const absent: FilterNode = { kind: 'typed-equals', field: 'source', value: 'nowhere' };
    const set = new ConditionSet([node, absent]);
    expect([...matchCounts(set, new ArrayBlock(ROWS))]).toEqual([[0, 20]]);
    expect(set.applyCount).toBe(1);
  });

  test('a leaf of one condition runs on the rows that the cheaper leaves have left', () => {
    const seen: number[] = [];
    const set = new ConditionSet([and(ERROR, source('service-1'), word('failed'))]);
    const block = new ArrayBlock(ROWS, { ...ALL_POWERS, count: 'none' });
    const column = block.column('_msg')!;
    const narrow = column.narrow.bind(column);
    column.narrow = (predicate, selection) => {
      seen.push(selection.count());
      narrow(predicate, selection);
    };
    const original = block.column.bind(block);
    block.column = (field) => (field === '_msg' ? column : original(field));
    expect([...matchCounts(set, block)]).toEqual([[0, 10]]);
    expect(seen).toEqual([10]);
  });

  test('a block that grows is a new block', () => {
    const set = new ConditionSet([ERROR, word('failed')]);
    expect([...matchCounts(set, new ArrayBlock(ROWS.slice(0, 4)))]).toEqual([
      [0, 2],
      [1, 4],
    ]);
    expect([...matchCounts(set, new ArrayBlock(ROWS.slice(2, 3)))]).toEqual([[1, 1]]);
  });
});

describe('many leaves on one field', () => {
  const text = fc.constantFrom(
    'connection',
    'conn',
    'n c',
    'user',
    'user4',
    '42',
    'closed',
    'd u',
    'été',
    'ÉTÉ',
    'é x',
    'x7',
    'b',
    ' ',
  );
  const literal: fc.Arbitrary<FilterNode> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('phrase', 'substring'),
      field: fc.constant('_msg'),
      text,
      ignoreCase: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('exact-prefix'), field: fc.constant('_msg'), text }),
    fc.record({
      kind: fc.constant('prefix'),
      field: fc.constant('_msg'),
      text: fc.constantFrom('conn', 'us', 'x', '4', 'été'),
      ignoreCase: fc.boolean(),
    }),
  ) as fc.Arbitrary<FilterNode>;
  const bound = fc.constantFrom(Number.NEGATIVE_INFINITY, -5, 0, 1, 1.5, 7, 2 ** 53, Number.POSITIVE_INFINITY);
  const range: fc.Arbitrary<FilterNode> = fc.record({
    kind: fc.constant('typed-range'),
    field: fc.constant('size'),
    low: bound,
    lowInclusive: fc.boolean(),
    high: bound,
    highInclusive: fc.boolean(),
  });
  const equality: fc.Arbitrary<FilterNode> = fc.record({
    kind: fc.constant('exact'),
    field: fc.constantFrom('id', 'size'),
    text: fc.constantFrom('7', '1', 'a1', 'b2', 'c3'),
  });
  const node = fc.oneof(literal, literal, range, equality).chain((first) =>
    fc.oneof(
      fc.constant(first),
      fc.constant<FilterNode>({ kind: 'not', filter: first }),
      fc.constant<FilterNode>(and(first, { kind: 'exact', field: 'source', text: 'api' })),
      literal.map((second): FilterNode => ({ kind: 'or', filters: [first, second] })),
    ),
  );
  const message = fc
    .array(
      fc.constantFrom(
        'connection',
        'Connect',
        'closed',
        'user42',
        'user',
        '42',
        'x7f',
        '0xb',
        'deadbeef01',
        'Été',
        'İ5',
        'b12',
        '\uffff',
      ),
      { maxLength: 5 },
    )
    .map((words) => words.join(' '));
  const fields = fc.record(
    {
      _msg: message,
      size: fc.constantFrom<unknown[]>(1, 1.5, -3, 7, 1e21, '1', null, 9007199254740993n),
      id: fc.constantFrom('a1', 'b2', 'c3', 'd4'),
      source: fc.constantFrom('api', 'db'),
    },
    { requiredKeys: [] },
  );

  test.each(['real columns', 'arrays'])('find the same rows as each leaf by itself: %s', (columns) => {
    fc.assert(
      fc.property(
        fc.array(node, { minLength: 20, maxLength: 120 }),
        fc.array(fields, { minLength: 1, maxLength: 80 }),
        (nodes, list) => {
          const rows = list.map((each, sequence): TestRow => ({ ms: 0, sequence, fields: each }));
          const block = columns === 'arrays' ? new ArrayBlock(rows, NO_POWERS) : new EncodedBlock(rows);
          const found = new Map<number, number[]>();
          const set = new ConditionSet(nodes);
          for (let turn = 0; turn < 2; turn++) {
            set.evaluate(block, Bitmap.full(rows.length), (index, selected) => found.set(index, selected.toArray()));
            nodes.forEach((condition, index) => {
              const expected = [...rows.keys()].filter((row) => rowPasses(rows[row]!, condition));
              expect([condition, found.get(index) ?? []]).toEqual([condition, expected]);
            });
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('texts of every encoding are searched for all leaves at once', () => {
  const messages: Record<string, (i: number) => string> = {
    template: (i) => `user u${i} of team${i % 7} logged in after ${i} ms from 0x${(i * 7919).toString(16)}`,
    dictionary: (i) => `state ${'abc'[i % 3]} reached`,
    text: (i) =>
      Array.from({ length: 6 }, (_, j) =>
        String.fromCharCode(97 + ((i * (j + 3)) % 26)).repeat(1 + (i % (j + 2))),
      ).join(' '),
  };
  for (const [encoding, messageOf] of Object.entries(messages)) {
    const rows = Array.from(
      { length: 300 },
      (_, i): TestRow => ({ ms: i, sequence: i, fields: { _msg: messageOf(i) } }),
    );
    const block = new EncodedBlock(rows);
    expect(block.column('_msg')!.encoding).toBe(encoding);
    const texts = [
      'u1',
      'TEAM3',
      'm3 logg',
      'er',
      'ogged',
      '0x1',
      'ms',
      '7',
      'a',
      'bb',
      'state b',
      'reached',
      'f ',
      'zz z',
      'EAM',
      'Q',
    ];
    const nodes = texts.flatMap((text): FilterNode[] => [
      { kind: 'substring', field: '_msg', text, ignoreCase: true },
      { kind: 'phrase', field: '_msg', text, ignoreCase: false },
    ]);
    const expected = nodes.map((node) => rows.filter((each) => rowPasses(each, node)).length);
    const counts = matchCounts(new ConditionSet(nodes), block);
    expect(nodes.map((_, index) => counts.get(index) ?? 0)).toEqual(expected);
    expect(expected.filter((count) => count > 0).length).toBeGreaterThan(5);
  }
});
