import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIngestParameters } from './ingest-parameters.ts';
import { LineOutput } from './line-output.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const NOW_TEXT = '2026-03-02T10:00:00.000Z';

function map(lines: string, query = ''): string[] {
  const parameters = readIngestParameters({ query: new URLSearchParams(query), headers: {} });
  const mapped = new LineOutput(parameters, () => NOW, { isSenders: true }).map(Buffer.from(lines));
  return Buffer.from(mapped)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

describe('a time of 0 is now', () => {
  test.each([
    '{"_time":"0","_msg":"a"}',
    '{"_time":0,"_msg":"a"}',
    '{ "_time" : "0", "_msg":"a"}',
    '{"_msg":"a","timestamp":"0"}',
    '{"_msg":"a","@timestamp":0}',
    '{"_msg":"a", "time": 0 }',
    '{"_msg":"a","ts":"0"}',
    '{"_time":"-","_msg":"a"}',
    '{"_time":-0,"_msg":"a"}',
    '{"_time":0.0,"_msg":"a"}',
    '{"_time":"0.000","_msg":"a"}',
    '{"_time":0e0,"_msg":"a"}',
    '{"_time":"00","_msg":"a"}',
  ])('%s', (line) => {
    const [before, mapped, after] = map(`{"_time":"0.5","n":0}\n${line}\n{"_time":05}`);
    expect([before, after]).toEqual(['{"_time":"0.5","n":0}', '{"_time":05}']);
    expect(JSON.parse(mapped!)).toEqual({ _time: NOW_TEXT, _msg: 'a' });
  });

  test('deeper in a line it means nothing', () => {
    const line = '{"a":{"ts":"0"},"_msg":"x","_time":"2026-03-02T01:00:00Z"}';
    expect(map(line)).toEqual([line]);
  });
});

describe('parameters', () => {
  test('leave out what lies under a prefix, objects that are empty then too', () => {
    expect(map('{"a":{"b":1,"c":{"d":2}},"e":{},"ab":3}', 'ignore_fields=a.*')).toEqual(['{"e":{},"ab":3}']);
  });

  test('keep what they hide under another name', () => {
    expect(
      map('{"_msg":"old","m":"new","_time":1,"t":5,"_stream":"s"}', '_msg_field=m&_time_field=t&_stream_fields=x'),
    ).toEqual([
      '{"_time":5,"_msg":"new","_stream":"{}","metadata._msg":"old","metadata._time":1,"metadata._stream":"s"}',
    ]);
  });

  test('take the first name that has a value', () => {
    expect(map('{"a":"","b":null,"c":{"d":"found"},"e":"e"}', '_msg_field=a,b,c.d,e')).toEqual([
      '{"_msg":"found","a":"","b":null,"e":"e"}',
    ]);
  });

  test('mean the message by its new name', () => {
    expect(map('{"_msg":"a","m":"b","_x":1}', 'ignore_fields=_msg')).toEqual(['{"m":"b","_x":1}']);
    expect(map('{"_msg":"a","m":"b","_x":1}', 'ignore_fields=_*')).toEqual(['{"_msg":"a","m":"b"}']);
    expect(map('{"_msg":"a","m":"b"}', 'ignore_fields=*')).toEqual(['{}']);
    expect(map('{"m":"b","x":1}', '_msg_field=m&ignore_fields=m')).toEqual(['{"_msg":"b","x":1}']);
    expect(map('{"m":"b","x":1}', '_msg_field=m&ignore_fields=_msg')).toEqual(['{"x":1}']);
    expect(map('{"m":"b","x":1}', '_msg_field=m&extra_fields=_msg=c')).toEqual(['{"_msg":"c","x":1}']);
    expect(map('{"_msg":"b","x":1}', 'extra_fields=_msg=c')).toEqual(['{"_msg":"c","x":1}']);
  });

  test('keep the fields of an object whose name they take', () => {
    expect(map('{"d":{"y":1,"z":{"w":2}},"e":{"d":3}}', 'extra_fields=d=over')).toEqual([
      '{"d":"over","d.y":1,"d.z.w":2,"e":{"d":3}}',
    ]);
    expect(map('{"_msg":{"a":1},"m":"b","_time":{"c":2},"t":5}', '_msg_field=m&_time_field=t')).toEqual([
      '{"_time":5,"_msg":"b","_msg.a":1,"_time.c":2}',
    ]);
  });

  test('add values with the space that is in them', () => {
    expect(map('{}', 'extra_fields=x= 1 , y=2')).toEqual(['{"x":" 1 ","y":"2"}']);
  });

  test('take colours out', () => {
    expect(map('{"_msg":"\\u001b[31mred\\u001b[0m \\"x\\"","b":"\\u001b[1m"}', 'decolorize_fields=_msg')).toEqual([
      '{"_msg":"red \\"x\\"","b":"\\u001b[1m"}',
    ]);
  });

  test('name the stream by its labels, sorted and quoted', () => {
    const stream = (line: string): unknown =>
      (JSON.parse(map(line, '_stream_fields=b,a.x,c')[0]!) as { _stream: string })._stream;
    expect(stream('{"b":"q\\"\\\\\\n\\u0001é","a":{"x":5},"c":null}')).toBe('{a.x="5",b="q\\"\\\\\\n\\x01é"}');
    expect(stream('{"metadata":{"b":"in"},"c":[1]}')).toBe('{b="in",c="[1]"}');
    expect(stream('{"c":[1, {"x" : "a\\u0062"}],"b":{},"a":{"x":[]}}')).toBe('{a.x="[]",c="[1,{\\"x\\":\\"ab\\"}]"}');
    expect(stream('{}')).toBe('{}');
  });

  test('make no label of what is left out, the time, and a message under its old name', () => {
    const stream = (line: string, query: string): unknown =>
      (JSON.parse(map(line, query)[0]!) as { _stream: string })._stream;
    const line = '{"a":"A","b":"B","_time":5,"_msg":"old","m":"new"}';
    expect(stream(line, '_stream_fields=a,b&ignore_fields=a')).toBe('{b="B"}');
    expect(stream(line, '_stream_fields=a,_time')).toBe('{a="A"}');
    expect(stream(line, '_stream_fields=m,_msg&_msg_field=m')).toBe('{_msg="new"}');
    expect(stream(line, '_stream_fields=_msg')).toBe('{_msg="old"}');
    expect(stream(line, '_stream_fields=a,b,a&extra_fields=a=x&ignore_fields=b')).toBe('{a="x"}');
    expect(stream(line, '_stream_fields=_msg&ignore_fields=_msg')).toBe('{}');
  });

  test('let lines through that are no objects, and do not join them', () => {
    expect(map('{"a":1\n,"b":2}\n[1]\ntext\n{"a":"\\q"}', 'ignore_fields=a')).toEqual([
      '{"a":1',
      ',"b":2}',
      '[1]',
      'text',
      '{"a":"\\q"}',
    ]);
  });
});

test('whatever JSON a line is, its values stay as they are', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 5 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }),
      ),
      (objects) => {
        const kept = objects.map((object) =>
          Object.fromEntries(
            Object.entries(object).filter(
              ([key]) => !/^(_time|timestamp|@timestamp|time|ts|_msg|_stream|drop.*)$/.test(key),
            ),
          ),
        );
        // JSON has no -0.
        const asJson = kept.map((object) => JSON.parse(JSON.stringify(object)) as object);
        const lines = kept.map((object) => JSON.stringify({ drop: { x: 1 }, ...object })).join('\n');
        const found = map(lines, 'ignore_fields=drop.x&extra_fields=extra=1').map((line) => JSON.parse(line) as object);
        expect(found).toEqual(asJson.map((object) => ({ ...object, extra: '1' })));
      },
    ),
  );
});
