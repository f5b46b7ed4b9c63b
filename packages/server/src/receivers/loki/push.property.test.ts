import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { streamText } from '../fields/stream-text.ts';
import { JsonLineWriter } from '../json/json-line-writer.ts';
import { parseLabels } from './label-text.ts';
import { encodePush, type PushedStream } from './push-messages.test-support.ts';
import { writePushProtobuf } from './push-protobuf.ts';
import { PushWriter } from './push-writer.ts';
import { StreamPrefixes } from './stream-prefix.ts';

const NAMES = ['app', 'host', 'job', 'trace', 'user'];
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }).map((s) => s.toWellFormed()),
);
const labels = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), text), { selector: ([name]) => name });
const entry = fc.record({
  timestamp: fc.record({
    seconds: fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }),
    nanos: fc.nat(999_999_999),
  }),
  line: text,
  structuredMetadata: fc.uniqueArray(fc.record({ name: fc.constantFrom('m1', 'm2'), value: text }), {
    selector: (one) => one.name,
  }),
});

function translate(streams: readonly PushedStream[]): Record<string, string>[] {
  const writer = new JsonLineWriter(16);
  const options = { parsesLines: false, lineName: '_msg', lineBytesMax: 1 << 20 };
  const steps = writePushProtobuf(
    encodePush(streams),
    new StreamPrefixes(parseLabels, () => true),
    new PushWriter(writer, options, 5000),
  );
  for (const _ of steps);
  const lines = Buffer.from(writer.take()).toString().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

describe('the decoder of pushes', () => {
  test('finds what protobufjs has written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(labels, fc.array(entry, { maxLength: 4 })), { maxLength: 4 }), (streams) => {
        const sent = streams.map(([pairs, entries]) => ({ labels: streamText(pairs), entries }));
        const expected = streams.flatMap(([pairs, entries]) =>
          entries.map(({ line, structuredMetadata }) => ({
            ...Object.fromEntries(pairs.filter(([, value]) => value !== '')),
            _stream: streamText(pairs),
            ...Object.fromEntries(structuredMetadata.map(({ name, value }) => [name, value])),
            _msg: line,
          })),
        );
        const found = translate(sent);
        expect(found.map(({ _time, ...rest }) => rest)).toEqual(expected);
        const times = streams.flatMap(([, entries]) => entries.map(({ timestamp }) => timestamp));
        found.forEach(({ _time: time }, i) => {
          const { seconds, nanos } = times[i]!;
          if (seconds === 0 && nanos === 0) return;
          expect(Date.parse(`${time!.slice(0, 19)}Z`) / 1000).toBe(seconds);
          expect(Number(time!.slice(20, -1).padEnd(9, '0'))).toBe(nanos);
        });
      }),
    );
  });

  test('reads every label that it can be told', () => {
    fc.assert(
      fc.property(labels, (pairs) => {
        const shown = pairs.filter(([, value]) => value !== '');
        expect(new Map(parseLabels(streamText(pairs)))).toEqual(new Map(shown));
      }),
    );
  });
});

test('labels are read as Go quotes them', () => {
  expect(parseLabels('{a="\\x41\\u00e9\\U0001F600\\101\\n", b = `raw "\\n"` ,}')).toEqual([
    ['a', 'Aé😀A\n'],
    ['b', 'raw "\\n"'],
  ]);
  expect(parseLabels('{}')).toEqual([]);
  for (const wrong of ['', 'a="b"', '{a="b}', '{a="b" c="d"}', '{a="\\q"}', '{="b"}', '{a="\\U7fffffff"}']) {
    expect(() => parseLabels(wrong)).toThrow(/labels/);
  }
});
