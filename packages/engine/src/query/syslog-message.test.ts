import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackSyslog } from './syslog-message.ts';

const NOW_MS = Date.UTC(2024, 4, 1, 12);
const TIMES = { nowMs: NOW_MS, utcOf: Date.UTC };

function fieldsOf(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  unpackSyslog(text, TIMES, (name, value) => {
    fields[name] = value;
  });
  return fields;
}

test('a time without a year lies within the last twelve months, or a day ahead at most', () => {
  expect(fieldsOf('May  1 13:00:00 h app: m').timestamp).toBe('2024-05-01T13:00:00.000Z');
  expect(fieldsOf('May  3 13:00:00 h app: m').timestamp).toBe('2023-05-03T13:00:00.000Z');
  expect(fieldsOf('Jan 31 00:00:00 h app: m').timestamp).toBe('2024-01-31T00:00:00.000Z');
});

test.each([
  ['', {}],
  ['<13', {}],
  ['<x>May  1 13:00:00 h', { priority: 'x' }],
  ['Foo  1 13:00:00 h', { format: 'rfc3164', message: 'Foo  1 13:00:00 h' }],
  ['May  1 25:00:00 h', { format: 'rfc3164', message: 'May  1 25:00:00 h' }],
  ['May  1 13:00:00x', { format: 'rfc3164', timestamp: '2024-05-01T13:00:00.000Z', message: 'x' }],
  ['May  1 13:00:00 h', { format: 'rfc3164', timestamp: '2024-05-01T13:00:00.000Z', hostname: 'h' }],
  [
    '1 - h a p m [id a="b" c=d][x] text',
    {
      format: 'rfc5424',
      timestamp: '-',
      hostname: 'h',
      app_name: 'a',
      proc_id: 'p',
      msg_id: 'm',
      'id.a': 'b',
      'id.c': 'd',
      x: '',
      message: 'text',
    },
  ],
  ['1 - h', { format: 'rfc5424', timestamp: '-', hostname: 'h' }],
  ['<013>May  1 13:00:00 h', { priority: '013' }],
  ['<18446744073709551616>May  1 13:00:00 h', { priority: '18446744073709551616' }],
  [
    '<18446744073709551615>m',
    {
      priority: '18446744073709551615',
      facility_keyword: 'unknown',
      level: 'debug',
      facility: '2305843009213693951',
      severity: '7',
      format: 'rfc3164',
      message: 'm',
    },
  ],
  ['may  1  3:00:00 h', { format: 'rfc3164', timestamp: '2024-05-01T03:00:00.000Z', hostname: 'h' }],
  ['Feb 29 13:00:00 h', { format: 'rfc3164', timestamp: '2024-02-29T13:00:00.000Z', hostname: 'h' }],
  ['Apr 31 13:00:00 h', { format: 'rfc3164', message: 'Apr 31 13:00:00 h' }],
])('%j has the fields that it has', (text, fields) => {
  expect(fieldsOf(text)).toEqual(fields);
});

test.each([
  ['[id a b="c"] text', { 'id.a': '', 'id.b': 'c', message: 'text' }],
  ['[id a=b c= ] text', { 'id.a': 'b', 'id.c': '', message: 'text' }],
  ['[id a="]"][n="1"] text', { 'id.a': ']', n: '"1"', message: 'text' }],
  // A quote behind a backslash ends no value, be the backslash escaped or not.
  ['[id a="b\\\\"] text', {}],
  ['[id a="b\\"c"] text', { 'id.a': 'b"c', message: 'text' }],
  ['[id a] text', {}],
  ['[id a="b"', {}],
])('structured data %j', (data, expected) => {
  const { format, timestamp, hostname, app_name, proc_id, msg_id, ...fields } = fieldsOf(`1 - h a p m ${data}`);
  expect([format, timestamp, hostname, app_name, proc_id, msg_id]).toEqual(['rfc5424', '-', 'h', 'a', 'p', 'm']);
  expect(fields).toEqual(expected);
});

test('hostile structured data takes no longer than its length', () => {
  for (const piece of [' a=b', ' a="', '=', ' a=b"', '\\]', '[', ' "', ' a=b=']) {
    const text = `1 - h a p m [id${piece.repeat(20_000)}`;
    expect(fieldsOf(text).format).toBe('rfc5424');
  }
});

test('no text is too strange', () => {
  const piece = fc.constantFrom('<13>', '1 ', 'May  1 13:00:00', ' ', '[', ']', 'a=', '"', '\\', '- ', 'x', ':', '>');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      expect(typeof fieldsOf(pieces.join(''))).toBe('object');
    }),
    { numRuns: 5000 },
  );
});
