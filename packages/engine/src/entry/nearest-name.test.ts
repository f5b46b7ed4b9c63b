import { expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

it.each([
  ['levle', 'level'],
  ['LEVEL', 'level'],
  ['sorce', 'source'],
  ['start_time', 'startTime'],
  ['banana', undefined],
  ['', undefined],
  ['level'.repeat(1000), undefined],
])('takes %s for %s', (name, expected) => {
  expect(nearestName(name, ['level', 'source', 'startTime'])).toBe(expected);
});
