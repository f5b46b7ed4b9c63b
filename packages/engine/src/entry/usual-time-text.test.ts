import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTimestamp } from './timestamp.ts';
import { isUsualTimeText } from './usual-time-text.ts';

describe('isUsualTimeText', () => {
  test.each([
    '2026-03-02T14:25:36Z',
    '2026-03-02T14:25:36.1Z',
    '0000-01-01T00:00:00.123456789123Z',
    '1969-12-28T23:59:59.999Z',
  ])('knows %s', (text) => expect(isUsualTimeText(text)).toBe(true));

  test.each([
    '',
    '2026-03-02T14:25:36.Z',
    '2026-03-02 14:25:36Z',
    '2026-13-02T14:25:36Z',
    '2026-00-02T14:25:36Z',
    '2026-03-02T24:00:00Z',
  ])('does not know %s', (text) => expect(isUsualTimeText(text)).toBe(false));

  test('takes no text that is no time', () => {
    const near = fc
      .tuple(
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
        fc.nat(24),
        fc.constantFrom('', '0', '9', '6', ':', '-', '/', 'T', 'Z', '.', ' ', 'ü', '٣', '0000'),
        fc.boolean(),
      )
      .map(([text, at, part, replaces]) => text.slice(0, at) + part + text.slice(replaces ? at + part.length : at));
    fc.assert(
      fc.property(near, (text) => {
        if (isUsualTimeText(text)) expect(parseTimestamp(text)).toBeDefined();
      }),
      { numRuns: 5000 },
    );
  });
});
