import { describe, expect, test } from 'vitest';
import { emptyReport } from './ingest-report.ts';
import { textLineEntry, textLinesToJson } from './text-lines.ts';

describe('a line of text', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['2026-03-02T14:25:36.123Z ERROR db: lost', '2026-03-02T14:25:36.123Z', 'ERROR'],
    ['2026-03-02 14:25:36,123 - INFO  [main] started', '2026-03-02 14:25:36,123', 'INFO'],
    ['[2026-03-02 14:25:36 +0200] [warn] slow', '2026-03-02 14:25:36 +0200', 'WARN'],
    ['2026-03-02T14:25:36+02:00 [worker-1] FATAL: gone', '2026-03-02T14:25:36+02:00', 'FATAL'],
    ['2026-03-02 14:25:36 UTC LOG:  ready', '2026-03-02 14:25:36 UTC', 'LOG'],
    ['2026-03-02 14:25 <debug> x', '2026-03-02 14:25', 'DEBUG'],
    ['2026-03-02 14:25:36 | ERROR | x', '2026-03-02 14:25:36', 'ERROR'],
    ['[10/Oct/2000:13:55:36 -0700] GET /', '10/Oct/2000:13:55:36 -0700', undefined],
    ['127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1', '10/Oct/2000:13:55:36 -0700', undefined],
    ['ERROR: no time', undefined, 'ERROR'],
    ['[Critical] no time', undefined, 'CRITICAL'],
    ['WARN', undefined, 'WARN'],
    // What may be a time or a level, and may be not, is neither.
    ['2026-02-30 14:25:36 impossible', undefined, undefined],
    ['2026-03-02 is a date alone', undefined, undefined],
    ['2026-03-02 14:25:361 five digits', undefined, undefined],
    ['20 apples', undefined, undefined],
    ['error in lower case', undefined, undefined],
    ['Info: in mixed case', undefined, undefined],
    ['[main] hello', undefined, undefined],
    ['ERRORS are many', undefined, undefined],
    ['at 2026-03-02T14:25:36Z, later', undefined, undefined],
    ['', undefined, undefined],
  ])('%j', (line, timestamp, level) => {
    expect(textLineEntry(line)).toEqual({
      ...(timestamp !== undefined && { timestamp }),
      ...(level !== undefined && { level }),
      message: line,
    });
  });

  test('is found in time that does not grow faster than it', () => {
    // Patterns that go back and forth would not come to an end.
    for (const line of ['['.repeat(200_000), ' -'.repeat(200_000), 'a'.repeat(500_000), '[ '.repeat(100_000)]) {
      expect(textLineEntry(line)).toEqual({ message: line });
    }
  });
});

test('lines become JSON lines one by one, and those that are not UTF-8 are noted', () => {
  const report = emptyReport();
  const bytes = Buffer.concat([Buffer.from('one\r\n\nERROR "two"\n'), Buffer.from('caf\xe9', 'latin1')]);
  const lines = Buffer.from(textLinesToJson(bytes, report, 10))
    .toString()
    .split('\n');
  const note = 'bytes that are not UTF-8 were replaced by U+FFFD';
  expect(lines.map((line) => (line === '' ? null : JSON.parse(line)))).toEqual([
    { message: 'one' },
    null,
    { level: 'ERROR', message: 'ERROR "two"' },
    { message: 'caf\ufffd', parse_error: note },
  ]);
  expect(report).toMatchObject({ malformed: 1, errors: [{ line: 14, reason: note }] });
});
