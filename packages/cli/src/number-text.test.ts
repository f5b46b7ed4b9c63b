import { expect, test } from 'vitest';
import { bytesText, countText, durationText, pluralText } from './number-text.ts';

test('sizes, durations and counts read well', () => {
  expect([0, 917, 1000, 99_949, 137_600, 999_499, 2_929_289, 5e12].map(bytesText)).toEqual([
    '0 B',
    '917 B',
    '1.0 kB',
    '99.9 kB',
    '138 kB',
    '999 kB',
    '2.9 MB',
    '5.0 TB',
  ]);
  expect([0, 0.0004, 0.035, 1.24, 59.99, 60, 125, 600, 3600].map(durationText)).toEqual([
    '0.0 ms',
    '0.4 ms',
    '35 ms',
    '1.2 s',
    '1 min',
    '1 min',
    '2 min 5 s',
    '10 min',
    '60 min',
  ]);
  expect(countText(8334.4)).toBe('8,334');
  expect([pluralText(1, 'entry', 'entries'), pluralText(2000, 'row')]).toEqual(['1 entry', '2,000 rows']);
});
