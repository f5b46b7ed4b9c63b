import { describe, expect, test } from 'vitest';
import { blockOfLines } from './blocks.test-support.ts';

const ARRIVAL = '2023-11-14T22:13:20Z';

/** The row of a line as blocks give it back. */
function rowOf(line: string): { json: string; storedJson: string } {
  const { block } = blockOfLines(line);
  return { json: block!.json(0), storedJson: block!.storedJson(0) };
}

describe('a row without a time', () => {
  test.each([
    ['{}', `{"timestamp":"${ARRIVAL}"}`],
    ['{"a":1}', `{"timestamp":"${ARRIVAL}","a":1}`],
    ['{"timestamp":null}', `{"_time":"${ARRIVAL}","timestamp":null}`],
    ['{"timestamp":{"a":1}}', `{"_time":"${ARRIVAL}","timestamp":{"a":1}}`],
    ['{"timestamp":[],"_time":true}', `{"@timestamp":"${ARRIVAL}","timestamp":[],"_time":true}`],
    [
      '{"timestamp":[],"_time":{},"@timestamp":"","time":false}',
      `{"ts":"${ARRIVAL}","timestamp":[],"_time":{},"@timestamp":"","time":false}`,
    ],
  ])('%s begins with its time of arrival under a free key', (line, json) => {
    expect(rowOf(line)).toEqual({ json, storedJson: line });
    // Taken in again, it is the same row, with a time of its own.
    expect(rowOf(json)).toEqual({ json, storedJson: json });
  });
});

test.each([
  '{"timestamp":[],"_time":{},"@timestamp":"","time":false,"ts":true}',
  '{"timestamp":null,"_time":null,"@timestamp":null,"time":null,"ts":null}',
])('%s has no key free for its time of arrival, and no key twice', (line) => {
  expect(rowOf(line)).toEqual({ json: line, storedJson: line });
});

test.each([
  '{"_time":"2026-03-02T14:00:00.120+02:00","a":{"b":{"c":1},"d":{}},"e":[1,{"f":"g"}]}',
  '{"a":{"b":1},"ts":5,"a.b":{"":{"":null}}}',
  '{"ts":1700000000.50,"x":1.0,"y":-0,"z":1e400,"w":123456789012345678901234567890}',
  '{"ts":1.7e+09,"level":30}',
  '{"ts":1,"level":7,"metadata":{"level":30,"_msg":"x"},"_msg":"\\u0000\\u001f\\"\\\\\\n😀\u2028"}',
  '{"time":"02/Mar/2026:12:00:01 +0000","\\u0000time":"not the time","__proto__":{"x":[]}}',
  '{"ts":1,"a":{"b":{"c":1}},"a2":{"b":{"c":2}},"a.b":{"c":3}}',
])('%s comes back as it is', (line) => {
  expect(rowOf(line)).toEqual({ json: line, storedJson: line });
});
