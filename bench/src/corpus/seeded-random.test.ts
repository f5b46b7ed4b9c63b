import { describe, expect, test } from 'vitest';
import { SeededRandom, WeightedChoice } from './seeded-random.ts';

describe('SeededRandom', () => {
  test('a seed fixes the sequence', () => {
    const draw = (seed: number): number[] => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 5 }, () => random.uint32());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('integers reach both ends of their range and nothing beyond, evenly', () => {
    const random = new SeededRandom(9);
    const counts = new Array<number>(6).fill(0);
    for (let draw = 0; draw < 6000; draw++) counts[random.integer(0, 5)]!++;
    for (const count of counts) expect(count).toBeGreaterThan(850);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6000);
  });

  test('texts have the length and the letters that were asked for', () => {
    const random = new SeededRandom(4);
    for (const length of [0, 1, 7, 8, 9, 40]) {
      expect(random.hex(length)).toMatch(new RegExp(`^[0-9a-f]{${length}}$`));
      expect(random.alphanumeric(length)).toMatch(new RegExp(`^[A-Za-z0-9]{${length}}$`));
    }
    expect(new Set(random.hex(2000))).toHaveLength(16);
  });

  test('long-tailed numbers: half below twice the least, none below it, none beyond the last doubling', () => {
    const random = new SeededRandom(5);
    const numbers = Array.from({ length: 4000 }, () => random.longTailed(10, 3));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...numbers)).toBeLessThan(160);
    expect(numbers.filter((number) => number < 20).length / 4000).toBeCloseTo(0.5, 1);
  });

  test('nothing can be picked from nothing', () => {
    expect(() => new SeededRandom(1).pick([])).toThrow(RangeError);
  });
});

describe('WeightedChoice', () => {
  test('draws in proportion to the weights, and never what weighs nothing', () => {
    const random = new SeededRandom(6);
    const choice = new WeightedChoice([0, 1, 3, 0]);
    const counts = new Array<number>(4).fill(0);
    for (let draw = 0; draw < 4000; draw++) counts[choice.next(random)]!++;
    expect(counts[0]! + counts[3]!).toBe(0);
    expect(counts[2]! / counts[1]!).toBeCloseTo(3, 0);
  });

  test('needs a positive weight', () => {
    expect(() => new WeightedChoice([0, 0])).toThrow(RangeError);
    expect(() => new WeightedChoice([])).toThrow(RangeError);
  });
});
