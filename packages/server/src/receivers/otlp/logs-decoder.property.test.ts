import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonLineWriter } from '../json/json-line-writer.ts';
import { encodeExport } from './export-messages.test-support.ts';
import { exportRequestFromJson } from './json-messages.ts';
import { LogsDecoder } from './logs-decoder.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 10 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64 }),
    fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('base64')) }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: pairs(tie('value')) }) }),
  ),
}));

function pairs(value: fc.Arbitrary<unknown>): fc.Arbitrary<{ key: string; value: unknown }[]> {
  return fc.uniqueArray(fc.record({ key: fc.string({ minLength: 1, maxLength: 6 }).map((key) => `k.${key}`), value }), {
    selector: ({ key }) => key,
    maxLength: 4,
  });
}

interface Sent {
  readonly [type: string]: unknown;
}

/** What a value is as JSON, by the definition. */
function jsonOf(value: Sent): string {
  const [[type, content]] = Object.entries(value) as [[string, never]];
  switch (type) {
    case 'intValue':
      return content;
    case 'doubleValue':
      return Object.is(content, -0) ? '-0' : String(content);
    case 'arrayValue':
      return `[${(content as { values: Sent[] }).values.map(jsonOf).join(',')}]`;
    case 'kvlistValue':
      return `{${(content as { values: { key: string; value: Sent }[] }).values.map((pair) => `${JSON.stringify(pair.key)}:${jsonOf(pair.value)}`).join(',')}}`;
    default:
      return JSON.stringify(content);
  }
}

function decode(bytes: Uint8Array): string[] {
  const writer = new JsonLineWriter(16);
  const decoder = new LogsDecoder(bytes, writer, {
    isLabel: undefined,
    bodyName: '_msg',
    lineBytesMax: 1 << 20,
    nowMs: 0,
  });
  for (const _ of decoder.run());
  return Buffer.from(writer.take()).toString().split('\n').slice(0, -1);
}

const record = fc.record({
  timeUnixNano: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String),
  attributes: pairs(anyValue),
});

test('attributes of any type and times come as protobufjs, and the JSON of OTLP, have them', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), (logRecords) => {
      const request = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
      const lines = decode(encodeExport(request));
      lines.forEach((line, i) => {
        const { attributes, timeUnixNano } = logRecords[i]!;
        const members = attributes.map(({ key, value }) => `,${JSON.stringify(key)}:${jsonOf(value as Sent)}`).join('');
        const [, second, decimals] = /^\{"_time":"(.{19})\.(\d+)Z",/.exec(line)!;
        expect(`${Date.parse(`${second}Z`) / 1000}${decimals!.padEnd(9, '0')}`.replace(/^0+(?=.)/, '')).toBe(
          timeUnixNano,
        );
        expect(line.slice(line.indexOf('"severity":"Unspecified"'))).toBe(`"severity":"Unspecified"${members}}`);
      });
      expect(lines).toHaveLength(logRecords.length);
      expect(decode(requestOf(Buffer.from(JSON.stringify(request))))).toEqual(lines);
    }),
  );
});

function requestOf(json: Uint8Array): Uint8Array {
  const steps = exportRequestFromJson(json);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
