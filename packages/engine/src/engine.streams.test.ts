import { describe, expect, it } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

const NO_STREAM_ID = '0000000000000000e934a84adb05276890d7f7bfcadabe92';
const START_MS = Date.UTC(2026, 2, 2);
const DAY_MS = 86_400_000;

interface Row {
  readonly n: number;
  readonly _stream?: string;
  readonly _stream_id?: string;
}

/** A block each: no row with a stream, some, all, some with an id of their own. */
const BLOCKS: readonly (readonly Row[])[] = [
  (): object => ({}),
  (i: number): object => (i % 3 === 0 ? { _stream: `{app="a${i % 2}"}` } : {}),
  (): object => ({ _stream: '{app="a0"}' }),
  (i: number): object => (i % 4 === 0 ? { _stream_id: `own${i % 8}` } : { _stream: '{app="a1"}' }),
].map((extra, block) => Array.from({ length: 40 }, (_, i) => ({ n: block * 100 + i, ...extra(i) })));
const ROWS = BLOCKS.flat();

function filledEngine(): LogAnalyticsEngine {
  const vfs = new MemoryVfs();
  for (const [block, rows] of BLOCKS.entries()) {
    const lines = rows.map((row) =>
      JSON.stringify({ _time: new Date(START_MS + block * DAY_MS + row.n).toISOString(), _msg: 'ok', ...row }),
    );
    using engine = new LogAnalyticsEngine({ vfs });
    engine.ingestBytes(Buffer.from(lines.join('\n')));
  }
  return new LogAnalyticsEngine({ vfs, readOnly: true });
}

const engine = filledEngine();
const streamOf = (row: Row): string => row._stream ?? '{}';
const counted = (keys: readonly string[]): Map<string, number> =>
  keys.reduce((counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1), new Map<string, number>());
/** The ids of streams, as the engine shows them; other tests say what they are. */
const idOfStream = new Map(
  engine
    .query('* | fields _stream, _stream_id')
    .map(({ _stream, _stream_id }) => [String(_stream), String(_stream_id)]),
);
const idOf = (row: Row): string =>
  row._stream_id ?? (streamOf(row) === '{}' ? NO_STREAM_ID : idOfStream.get(streamOf(row))!);

describe('rows without a stream', () => {
  it.each([
    ['_stream', streamOf],
    ['_stream_id', idOf],
  ] as const)('have a %s wherever a query names it', (field, textOf) => {
    const hits = counted(ROWS.map(textOf));
    const asMap = (rows: readonly Record<string, unknown>[]): Map<unknown, unknown> =>
      new Map(rows.map((row) => [row[field], row.hits]));
    expect(asMap(engine.query(`* | stats by (${field}) count() hits`))).toEqual(hits);
    expect(asMap(engine.query(`* | uniq by (${field}) with hits`))).toEqual(hits);
    expect(asMap(engine.query(`* | field_values ${field}`))).toEqual(hits);
    expect(asMap(engine.query(`* | top 100 by (${field})`))).toEqual(hits);
    expect(asMap(engine.query(`n:>=0 | copy n m | stats by (${field}) count() hits`))).toEqual(hits);
    expect(engine.query(`* | fields n, ${field}`)).toEqual(ROWS.map((row) => ({ n: row.n, [field]: textOf(row) })));
    expect(engine.query(`* | stats count(${field}) n, count_empty(${field}) none`)).toEqual([
      { n: ROWS.length, none: 0 },
    ]);
  });

  it('pass the filters for their stream, and no others', () => {
    for (const id of new Set(ROWS.map(idOf))) {
      const expected = ROWS.filter((row) => idOf(row) === id).map(({ n }) => ({ n }));
      expect(engine.query(`_stream_id:${id} | fields n`), id).toEqual(expected);
      expect(engine.query(`_stream_id:${id} | count() n`), id).toEqual([{ n: expected.length }]);
      expect(engine.query(`* | filter _stream_id:in(${id}) | fields n`), id).toEqual(expected);
      expect(engine.countLogs({ query: `_stream_id:${id}` }), id).toBe(expected.length);
    }
  });

  it.each<[string, string, (text: string) => boolean]>([
    ['=', '="{}"', (text) => text === '{}'],
    ['!=', '!="{}"', (text) => text !== '{}'],
    ['in', 'in("{}", other)', (text) => text === '{}'],
    ['~', '~"a[0-9]"', (text) => /a[0-9]/.test(text)],
    ['!~', '!~"a1"', (text) => !text.includes('a1')],
    ['a word', 'a1', (text) => text.includes('"a1"')],
    ['any value', '*', () => true],
    ['no value', '""', () => false],
    ['a group', '(a0 or a1)', (text) => text.includes('a')],
    ['a query', 'in(n:0 | fields _stream)', (text) => text === streamOf(ROWS[0]!)],
  ])('can be compared as texts: %s', (_, filter, passes) => {
    const expected = ROWS.filter((row) => passes(streamOf(row))).map(({ n }) => ({ n }));
    expect(engine.query(`_stream:${filter} | fields n`)).toEqual(expected);
    const printed = engine.query(`_stream:${filter} | fields n`, { explain: true }).query;
    expect(engine.query(printed), printed).toEqual(expected);
    expect(engine.query(`* | filter _stream:${filter} | fields n`)).toEqual(expected);
    expect(engine.query(`* | count() if (_stream:${filter}) n`)).toEqual([{ n: expected.length }]);
  });

  it('have ids that can be compared as texts', () => {
    for (const id of new Set(ROWS.map(idOf))) {
      const numbers = (passes: (id: string) => boolean): object[] =>
        ROWS.filter((row) => passes(idOf(row))).map(({ n }) => ({ n }));
      expect(engine.query(`_stream_id:="${id}" | fields n`)).toEqual(numbers((each) => each === id));
      expect(engine.query(`_stream_id:!=${id} | fields n`)).toEqual(numbers((each) => each !== id));
      expect(engine.query(`_stream_id:~"${id.slice(-7)}" | fields n`)).toEqual(
        numbers((each) => each.includes(id.slice(-7))),
      );
      expect(engine.query(`_stream_id:contains_any(${id}, x) | count() n`)).toEqual([
        { n: numbers((each) => each === id).length },
      ]);
    }
  });

  it('are as they were stored where no query names them', () => {
    expect(engine.query('* | fields _msg | limit 1')).toEqual([{ _msg: 'ok' }]);
    const rows = engine.query('*');
    expect(rows.map(({ n, _stream, _stream_id }) => JSON.parse(JSON.stringify({ n, _stream, _stream_id })))).toEqual(
      ROWS,
    );
    expect(engine.countLogs({ metadata: { _stream: '{}' } })).toBe(0);
  });
});

describe('showsStreams', () => {
  const options = { showsStreams: true };

  it('shows the stream and its id in whole rows', () => {
    const rows = engine.query('*', options);
    const shown = rows.map(({ n, _stream, _stream_id }) => ({ n, _stream, _stream_id }));
    expect(shown).toEqual(ROWS.map((row) => ({ n: row.n, _stream: streamOf(row), _stream_id: idOf(row) })));
    const names = engine.query('* | field_names', options);
    for (const name of ['_stream', '_stream_id']) expect(names).toContainEqual({ name, hits: ROWS.length });
    const facets = engine.query('* | facets', options);
    expect(facets).toContainEqual({
      field_name: '_stream',
      field_value: '{}',
      hits: ROWS.filter((row) => streamOf(row) === '{}').length,
    });
  });

  it('streams the same rows', async () => {
    const rows: unknown[] = [];
    for await (const row of engine.queryStream('* | sort by (n desc) limit 5', options)) rows.push(row);
    expect(rows).toEqual(engine.query('*', options).slice(-5).reverse());
  });

  it.each(['* | count()', '* | stats by (_stream) count()', '* | field_names', '* | stats by (n) count() | count()'])(
    'reads no more for %s than without',
    (text) => {
      const { blocks } = engine.query(text, { explain: true });
      expect(engine.query(text, { ...options, explain: true }).blocks).toEqual(blocks);
    },
  );

  it('leaves counts to the directories', () => {
    const answered = { read: 0, answered: BLOCKS.length };
    expect(engine.query('* | count()', { ...options, explain: true }).blocks).toMatchObject(answered);
    expect(engine.query('* | stats by (_stream) count()', { ...options, explain: true }).blocks).toMatchObject(
      answered,
    );
  });

  it('reads what queries within the query find', () => {
    const [first] = engine.query('n:0 | union (n:100)', options);
    expect(first).toMatchObject({ n: 0, _stream: '{}', _stream_id: NO_STREAM_ID });
    expect(engine.query('* | union (n:100) | limit 1 | fields _stream')).toEqual([{ _stream: '{}' }]);
  });
});

it('rules of alerts know the rows without a stream', () => {
  using live = new LogAnalyticsEngine();
  live.addAlertRule({ name: 'none', conditions: `_stream_id:${NO_STREAM_ID}`, threshold: 1, cooldown: 0 });
  live.ingestBytes(Buffer.from('{"_msg":"a"}\n{"_msg":"b","_stream":"{app=\\"x\\"}"}\n'));
  expect(live.getAlerts().map(({ sampleLogs }) => sampleLogs.map(({ message }) => message))).toEqual([['a']]);
});

it('deletes by the stream that rows have', () => {
  using live = new LogAnalyticsEngine();
  live.ingestBytes(Buffer.from('{"_msg":"a"}\n{"_msg":"b","_stream":"{app=\\"x\\"}"}\n'));
  expect(live.delete({ query: `_stream_id:${NO_STREAM_ID}` })).toBe(1);
  expect(live.query('* | fields _msg, _stream')).toEqual([{ _msg: 'b', _stream: '{app="x"}' }]);
});
