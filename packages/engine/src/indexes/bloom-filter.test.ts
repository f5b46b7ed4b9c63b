import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../columns/log-texts.test-support.ts';
import { hashDigest } from '../columns/value-digest.ts';
import { BloomFilter } from './bloom-filter.ts';

describe('a bloom filter', () => {
  test('says yes to every key that it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(50), (hashes, expectedCount) => {
        const bloom = BloomFilter.forKeys(expectedCount);
        for (const hash of hashes) bloom.add(hash);
        const copy = new BloomFilter(bloom.words.slice());
        for (const hash of hashes) {
          expect(bloom.mayHold(hash)).toBe(true);
          expect(copy.mayHold(hash)).toBe(true);
        }
      }),
    );
  });

  test('says no when it is empty', () => {
    const bloom = BloomFilter.forKeys(0);
    expect(bloom.words.length).toBeGreaterThan(0);
    for (const hash of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]) expect(bloom.mayHold(hash)).toBe(false);
  });

  test.each<[string, (random: () => number, i: number) => string]>([
    [
      'random digests',
      (random) =>
        Array.from({ length: 4 }, () =>
          Math.floor(random() * 2 ** 32)
            .toString(16)
            .padStart(8, '0'),
        ).join(''),
    ],
    ['numbered names', (_, i) => `user_${i}`],
    ['addresses', (_, i) => `10.0.${i >> 8}.${i & 255}`],
  ])('is wrong on few of the keys that it does not hold: %s', (_, make) => {
    const random = randomFrom(7);
    const count = 20_000;
    const keys = Array.from({ length: 2 * count }, (_key, i) => make(random, i));
    const bloom = BloomFilter.forKeys(count);
    for (const key of keys.slice(0, count)) bloom.add(hashDigest(key));
    const wrong = keys.slice(count).filter((key) => bloom.mayHold(hashDigest(key))).length;
    // 8 bits a key and 5 probes give 2.2 %.
    expect(wrong / count).toBeLessThan(0.04);
  });
});
