import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEVEL_FIELD_ID, MESSAGE_FIELD_ID } from './field-table.ts';
import type { RowBatch } from './row-batch.ts';
import { type LineCounts, type LineOptions, RowBatchBuilder } from './row-batch-builder.ts';

const NOW_MS = 1_700_000_000_000;
const OPTIONS: LineOptions = { malformed: 'keep', lineBytesMax: 1 << 24, nowMs: NOW_MS };

/** One batch of a builder of its own. */
function build(
  text: string | Uint8Array,
  options: Partial<LineOptions> = {},
): { batch: RowBatch; counts: LineCounts; builder: RowBatchBuilder } {
  const builder = new RowBatchBuilder();
  builder.begin(text.length);
  const counts = builder.add(Buffer.from(text as string), { ...OPTIONS, ...options });
  return { batch: builder.finish(), counts, builder };
}

/** By field: the texts of the rows, `undefined` where a row has none. */
function textsOf(batch: RowBatch): Record<string, (string | undefined)[]> {
  const texts: Record<string, (string | undefined)[]> = {};
  for (const id of batch.fieldIds) {
    const { rows, starts, ends, count } = batch.columns[id]!;
    const column = new Array<string | undefined>(batch.rowCount).fill(undefined);
    for (let i = 0; i < count && rows[i]! < batch.rowCount; i++) {
      column[rows[i]!] = Buffer.from(batch.bytes.subarray(starts[i]!, ends[i]!)).toString();
    }
    if (column.some((text) => text !== undefined)) texts[batch.fields.names[id]!] = column;
  }
  return texts;
}

describe('lines', () => {
  test('end at line feeds, with carriage returns or without; the last one needs none', () => {
    const { batch, counts } = build('{"a":"1"}\n{"a":"2"}\r\n{"a":"3"}\r\r\n\n\r\n{"a":"4"}');
    expect(textsOf(batch)).toEqual({ a: ['1', '2', '3', '4'] });
    expect(counts).toEqual({ accepted: 4, malformed: 0, rejected: 0, errors: [] });
  });

  test.each(['', '\n', '\n\n\n', '\r\n\r\n', '\ufeff', '\ufeff\r\n'])('%j are no rows', (text) => {
    const { batch, counts } = build(text);
    expect(batch.rowCount).toBe(0);
    expect(counts).toEqual({ accepted: 0, malformed: 0, rejected: 0, errors: [] });
  });

  test('may begin with a byte order mark, once', () => {
    const { batch, counts } = build('\ufeff{"a":1}\n\ufeff{"a":2}');
    expect(counts).toMatchObject({ accepted: 2, malformed: 1, errors: [{ line: 2 }] });
    expect(textsOf(batch)).toMatchObject({ a: ['1', undefined], _msg: [undefined, '\ufeff{"a":2}'] });
  });

  test('are numbered from 1 in reports, empty ones too', () => {
    const text = '\n{"a":1}\r\n\nx\n{"a":2}\n\r\n[1]\n{"_time":"now"}\n"x"';
    const kept = build(text);
    expect(kept.counts).toMatchObject({ accepted: 6, malformed: 4, rejected: 0 });
    expect(kept.counts.errors.map(({ line }) => line)).toEqual([4, 7, 8, 9]);
    const strict = build(text, { malformed: 'reject' });
    expect(strict.counts).toMatchObject({ accepted: 3, malformed: 4, rejected: 3 });
    expect(strict.counts.errors).toEqual(kept.counts.errors);
    expect(textsOf(strict.batch).a).toEqual(['1', '2', undefined]);
  });

  test('that are malformed are counted, but only the first hundred are described', () => {
    const { counts } = build('x\n'.repeat(150), { malformed: 'reject' });
    expect(counts).toMatchObject({ accepted: 0, malformed: 150, rejected: 150 });
    expect(counts.errors).toHaveLength(100);
  });

  test('over the limit are rejected; those at the limit are not', () => {
    const line = '{"a":"xxxx"}';
    const { batch, counts } = build(`${line}\r\n{"a":"xxxxx"}\r\n${line}`, { lineBytesMax: line.length });
    expect(batch.rowCount).toBe(2);
    expect(counts).toEqual({
      accepted: 2,
      malformed: 0,
      rejected: 1,
      errors: [{ line: 2, reason: 'the line has 13 bytes; the limit is 12' }],
    });
  });
});

describe('texts', () => {
  test('that are not UTF-8 are mended in their line alone', () => {
    const text = Buffer.concat([
      Buffer.from('{"a":"é"}\n{"a":"'),
      Uint8Array.of(0xc3, 0x28),
      Buffer.from('"}\n{"a":"\u0000"}\n{"a":"\\u0000ü"}'),
    ]);
    const { batch, counts } = build(text);
    expect(counts.errors).toEqual([
      { line: 2, reason: 'bytes that are not UTF-8 were replaced by U+FFFD' },
      { line: 3, reason: expect.stringMatching(/^not valid JSON: expected a string/) },
    ]);
    expect(textsOf(batch)).toMatchObject({ a: ['é', '\ufffd(', undefined, '\0ü'] });
    expect(textsOf(batch)._msg?.[2]).toBe('{"a":"\0"}');
  });

  test('that speak of a lone surrogate have none', () => {
    const line = '{ "parse_error":"a lone surrogate was replaced by U+FFFD"}';
    expect(build(line).counts.malformed).toBe(0);
  });

  test('of a mebibyte are taken, plain, escaped and malformed', () => {
    const long = 'x'.repeat(1 << 20);
    const { batch, counts } = build(`{"a":"${long}"}\n{"a": ["${long}"]}\n{"a":"\\n${long}"}\n${long}`);
    expect(counts).toMatchObject({ accepted: 4, malformed: 1 });
    const { a, _msg } = textsOf(batch);
    expect(a).toEqual([long, `["${long}"]`, `\n${long}`, undefined]);
    expect(_msg![3]).toBe(long);
  });
});

describe('times', () => {
  test.each([
    ['"0000-01-01T00:00:00Z"', -62_167_219_200_000, 0],
    ['"9999-12-31T23:59:59.999999999Z"', 253_402_300_799_999, 999_999],
    ['"-271821-04-20T00:00:00Z"', -8.64e15, 0],
    ['"+275760-09-13T00:00:00Z"', 8.64e15, 0],
    ['1700000000.000000001', 1_700_000_000_000, 1],
    ['"1700000000123456789"', 1_700_000_000_123, 456_789],
    ['"\\u0032026-03-02"', 1_772_409_600_000, 0],
    ['" 2026-03-02 "', 1_772_409_600_000, 0],
    ['-0.000000001', -1, 999_999],
    ['1.7e+09', 1_700_000_000_000, 0],
    ['-1E17', -100_000_000_000, 0],
  ])('(%s) are read', (time, ms, subMs) => {
    const { batch, counts } = build(`{"_time":${time}}`);
    expect([batch.timeMs[0], batch.timeSubMs[0], counts.malformed]).toEqual([ms, subMs, 0]);
  });

  test.each([
    '1e300',
    '1e400',
    '-1e25',
    '"1e5"',
    '"now"',
    '"2026-02-30"',
    '"+275760-09-13T00:00:00.001Z"',
    '" "',
    '"\\u0000"',
  ])('that are none (%s) are kept beside the time of arrival', (time) => {
    const { batch, counts } = build(`{"_time":${time},"a":1}`);
    const reason = 'the time is in no known form; the time of arrival was taken';
    expect(counts).toEqual({ accepted: 1, malformed: 1, rejected: 0, errors: [{ line: 1, reason }] });
    expect([batch.timeMs[0], batch.timeSubMs[0], batch.timeFormats[0]]).toEqual([NOW_MS, 0, 0]);
    const text = time.startsWith('"') ? JSON.parse(time) : time;
    expect(textsOf(batch)).toEqual({ '\0time': [text], a: ['1'], parse_error: [reason] });
  });

  test.each(['true', 'null', '{}', '{"a":1}', '[1]', '""', '[]'])('of another type (%s) are metadata', (time) => {
    const { batch, counts } = build(`{"_time":${time},"ts":5}`);
    expect([batch.timeMs[0], counts.malformed]).toEqual([5000, 0]);
  });

  test('that cannot be read in a line that is damaged too give both reasons', () => {
    const { counts } = build('{"_time":"now","a":"\\ud800"}');
    expect(counts.errors[0]!.reason).toBe(
      'a lone surrogate was replaced by U+FFFD; the time is in no known form; the time of arrival was taken',
    );
  });
});

test.each([
  ['0', 'EMERGENCY'],
  ['4', 'WARNING'],
  ['7', 'DEBUG'],
  ['10', 'TRACE'],
  ['60', 'FATAL'],
  ['8', '8'],
  ['70', '70'],
  ['-0', '-0'],
  ['3.0', '3.0'],
  ['3e1', '3e1'],
  ['15', '15'],
  ['"30"', '30'],
  ['"ERROR"', 'ERROR'],
  ['true', 'true'],
  ['[30]', '[30]'],
])('a level %s is %s', (level, name) => {
  const { batch } = build(
    `{"level":${level}}\n{"a":{"level":30}}\n{"metadata":{"level":30}}\n{"level":${level},"b":1}`,
  );
  expect(batch.columns[LEVEL_FIELD_ID]!.count).toBe(2);
  expect(textsOf(batch)).toMatchObject({
    level: [name, undefined, undefined, name],
    'a.level': [undefined, '30', undefined, undefined],
    'metadata.level': [undefined, undefined, '30', undefined],
  });
});

test.each([
  ['{"_msg":"a","message":"b","msg":"c"}', { _msg: ['a'], message: ['b'], msg: ['c'] }],
  ['{"msg":"c","message":"b"}', { _msg: ['b'], msg: ['c'] }],
  ['{"_msg":null,"message":{},"msg":7}', { _msg: ['7'] }],
  ['{"message":[1,"a"]}', { _msg: ['[1,"a"]'] }],
  ['{"message":{"text":"a"}}', { 'message.text': ['a'] }],
  ['{"message":"a","_time":[1],"timestamp":true}', { _msg: ['a'], 'metadata._time': ['[1]'], timestamp: ['true'] }],
  ['{"message":"a","metadata":{"_msg":"b","message":"c","x":1}}', { _msg: ['a'], 'metadata._msg': ['b'], x: ['1'] }],
  ['{"metadata":{"metadata":{"level":1}},"tags":"x"}', { 'metadata.metadata.level': ['1'], tags: ['x'] }],
  ['{"metadata":[1],"source":{"a":true}}', { metadata: ['[1]'], 'source.a': ['true'] }],
  ['{"__proto__":{"a":1},"constructor":"c"}', { '__proto__.a': ['1'], constructor: ['c'] }],
  ['{"\\u0000time":"x","_time":"02/Mar/2026:12:00:01 +0000"}', { '\0time': ['02/Mar/2026:12:00:01 +0000'] }],
  ['{"":1,"a":{"":2}}', { '': ['1'], 'a.': ['2'] }],
])('the fields of %s', (line, fields) => {
  const { batch } = build(line);
  const first = batch.fieldIds.filter((id) => batch.fields.occurrences[id] === 0);
  expect(textsOf({ ...batch, fieldIds: first })).toMatchObject(fields);
});

test('a name that a row holds twice is two columns', () => {
  const { batch } = build('{"a.b":1,"a":{"b":2}}\n{"a":{"b":3}}');
  const ids = batch.fieldIds.filter((id) => batch.fields.names[id] === 'a.b');
  expect(ids.map((id) => batch.fields.occurrences[id])).toEqual([0, 1]);
  expect(ids.map((id) => textsOf({ ...batch, fieldIds: [id] })['a.b'])).toEqual([
    ['1', '3'],
    ['2', undefined],
  ]);
});

describe('a builder', () => {
  const line = fc.constantFrom(
    ...[
      '{"a":"1"}',
      '{"a":"xx","b":"\\n"}',
      '{"b":7,"a":"yyyyyyy"}',
      'no',
      '{"level":30}',
      '{"level":31}',
      '',
      '{ "a":1}',
    ],
    ...[
      '{"_time":"now"}',
      '{"_time":"02/Mar/2026:12:00:01 +0000","c":"1"}',
      '{"_msg":"x","_time":5}',
      '{"a":{"b":"\\u00e9"}}',
    ],
  );
  const chunk = fc.array(line, { maxLength: 30 }).map((lines) => Buffer.from(lines.join('\n')));
  const contents = (batch: RowBatch): unknown => ({
    texts: textsOf(batch),
    times: [...batch.timeMs.subarray(0, batch.rowCount)],
    subMs: [...batch.timeSubMs.subarray(0, batch.rowCount)],
    formats: [...batch.timeFormats.subarray(0, batch.rowCount)],
    leaves: Array.from({ length: batch.rowCount }, (_, row) =>
      batch.shapes[batch.shapeIds[row]!]!.leaves.map(({ path, type }) => [path, type]),
    ),
  });

  test('makes of each batch what a new one makes of it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(chunk, fc.nat(200)), { maxLength: 6 }), (batches) => {
        const builder = new RowBatchBuilder();
        for (const [bytes, capacity] of batches) {
          builder.begin(capacity);
          builder.add(bytes, OPTIONS);
          expect(contents(builder.finish())).toEqual(contents(build(bytes).batch));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('takes the rows added last out again, and goes on', () => {
    fc.assert(
      fc.property(chunk, chunk, chunk, fc.double({ min: 0, max: 1, noNaN: true }), (first, second, third, share) => {
        const builder = new RowBatchBuilder();
        builder.begin(first.length);
        builder.add(first, OPTIONS);
        const rows = Math.floor(builder.rows * share);
        builder.truncate(rows);
        builder.add(second, OPTIONS);
        builder.truncate(rows);
        expect(builder.rows).toBe(rows);
        builder.add(third, OPTIONS);
        const kept = build(first).builder;
        kept.truncate(rows);
        kept.add(third, OPTIONS);
        expect(contents(builder.finish())).toEqual(contents(kept.finish()));
        const whole = contents(build(first).batch) as { times: number[] };
        expect(builder.finish().timeMs.subarray(0, rows)).toEqual(Float64Array.from(whole.times.slice(0, rows)));
      }),
      { numRuns: 200 },
    );
  });

  test('gives a batch that stays as it is while more rows are added', () => {
    fc.assert(
      fc.property(chunk, chunk, (first, second) => {
        const builder = new RowBatchBuilder();
        builder.begin(10);
        builder.add(first, OPTIONS);
        const batch = builder.finish();
        const before = contents(batch);
        builder.add(second, OPTIONS);
        expect(contents(batch)).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  test('makes the same of lines when it forgets shapes all the time', () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 4 }), fc.integer({ min: 1, max: 20 }), (chunks, shapeNodesMax) => {
        const builder = new RowBatchBuilder(shapeNodesMax);
        for (const bytes of chunks) {
          builder.begin(bytes.length);
          builder.add(bytes, OPTIONS);
          expect(contents(builder.finish())).toEqual(contents(build(bytes).batch));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('takes a hundred thousand fields over lines', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `{"f${i}":"${i}"}\n`).join('');
    const { batch, counts } = build(lines);
    expect(counts).toMatchObject({ accepted: 100_000, malformed: 0 });
    const last = textsOf({ ...batch, fieldIds: batch.fieldIds.slice(-1) });
    expect(Object.keys(last)).toEqual(['f99999']);
    expect(last.f99999?.at(-1)).toBe('99999');
  });
});

test('the fields of a message stand under its number', () => {
  const { batch } = build('{"a":1,"message":"x"}');
  expect(batch.columns[MESSAGE_FIELD_ID]!.count).toBe(1);
});
