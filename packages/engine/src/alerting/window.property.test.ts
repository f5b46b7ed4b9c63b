import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonReader } from './json-reader.ts';
import { NaiveWindow, type TimedMatch } from './naive-window.test-support.ts';
import { MatchWindow, RUNS_KEPT, RUNS_MAX } from './window.ts';

const START_MS = 1_750_000_000_000;

/** Mostly in order, with equal times, late ones and some from far away in either direction. */
const stream: fc.Arbitrary<TimedMatch[]> = fc
  .array(
    fc.record({
      step: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
        { weight: 3, arbitrary: fc.integer({ min: -300, max: 300 }) },
        { weight: 1, arbitrary: fc.constantFrom(-100_000, 100_000, 0) },
      ),
      isStray: fc.boolean(),
      ns: fc.constantFrom(0, 0, 0, 1, 999_999),
    }),
    { maxLength: 120 },
  )
  .map((steps) => {
    let ms = START_MS;
    return steps.map(({ step, isStray, ns }) => {
      const at = ms + step;
      // A stray leaves the others where they were: one row from the past or the future.
      if (!isStray) ms = at;
      return { ms: at, ns };
    });
  });

const spec = fc.record({
  windowMs: fc.constantFrom(1, 10, 50, 100, 1000),
  cooldownMs: fc.constantFrom(0, 1, 5, 30, 60, 100, 200, 2000),
  threshold: fc.constantFrom(1, 2, 3, 5, 10),
});

describe('MatchWindow', () => {
  test('fires exactly as the rule says, with the count and the newest matches that it says', () => {
    fc.assert(
      fc.property(stream, spec, fc.nat(120), (matches, { windowMs, cooldownMs, threshold }, saveAt) => {
        const naive = new NaiveWindow(windowMs, cooldownMs);
        let window = new MatchWindow({ windowMs, cooldownMs });
        matches.forEach(({ ms, ns }, sequence) => {
          if (sequence === saveAt) window = savedAndRestored(window, { windowMs, cooldownMs });
          const expected = naive.add({ ms, ns }, sequence, threshold);
          const count = window.add(ms, ns, sequence, threshold, START_MS);
          expect(count).toBe(expected.count);
          if (count === 0) return;
          const samples = window.samples(ms, ns).map((sample) => sample.sequence);
          expect(samples[0]).toBe(sequence);
          expect(expected.samples).toEqual(expect.arrayContaining(samples));
          expect(new Set(samples).size).toBe(samples.length);
          window.fired(ms, ns, sequence);
        });
      }),
      { numRuns: 400 },
    );
  });

  test('shows the newest matches when rows come in order', () => {
    const window = new MatchWindow({ windowMs: 1000, cooldownMs: 0 });
    for (let sequence = 0; sequence < 4; sequence++) window.add(START_MS + sequence, 0, sequence, 100, START_MS);
    for (let sequence = 4; sequence < 8; sequence++) window.add(START_MS + 10, 0, sequence, 100, START_MS);
    expect(window.samples(START_MS + 10, 0).map((sample) => sample.sequence)).toEqual([7, 6, 5, 4, 3]);
    expect(window.samples(START_MS + 2, 0).map((sample) => sample.sequence)).toEqual([2, 1, 0]);
  });
});

function savedAndRestored(window: MatchWindow, options: { windowMs: number; cooldownMs: number }): MatchWindow {
  return MatchWindow.fromJSON(new JsonReader(JSON.parse(JSON.stringify(window)), 'window'), options);
}

describe('what a window forgets', () => {
  const windowMs = 10_000;

  test('a row from the far future silences nothing, however short the window', () => {
    for (const length of [1, 1000, 300_000]) {
      const window = new MatchWindow({ windowMs: length, cooldownMs: 600_000 });
      window.add(START_MS + 1e11, 0, 0, 3, START_MS);
      expect(window.add(START_MS, 0, 1, 3, START_MS)).toBe(0);
      expect(window.add(START_MS, 0, 2, 3, START_MS)).toBe(0);
      expect(window.add(START_MS + 1, 0, 3, 3, START_MS)).toBe(3);
    }
  });

  test('a future row silences nothing in a window that is full either', () => {
    const window = new MatchWindow({ windowMs, cooldownMs: 0 });
    for (let i = 0; i < 4 * RUNS_KEPT; i++) window.add(START_MS + i, 0, i, 1e9, START_MS);
    window.add(START_MS + 1e11, 0, 9999, 1e9, START_MS);
    for (let i = 0; i < 4 * RUNS_KEPT; i++) {
      const ms = START_MS + 4 * RUNS_KEPT + i;
      const count = window.add(ms, 0, 10_000 + i, 1, START_MS);
      expect(count).toBe(Math.min(4 * RUNS_KEPT + i + 1, windowMs + 1));
    }
  });

  test('it holds no more than some windows of distinct times', () => {
    const window = new MatchWindow({ windowMs, cooldownMs: 0 });
    for (let i = 0; i < 20 * windowMs; i++) window.add(START_MS + i, 0, i, 1e9, START_MS + i);
    expect(window.runCount).toBeLessThan(2.5 * windowMs + RUNS_KEPT);
  });

  test('rows up to a window late count exactly, also in a full window', () => {
    const window = new MatchWindow({ windowMs, cooldownMs: 0 });
    for (let i = 0; i < 10 * windowMs; i++) window.add(START_MS + i, 0, i, 1e9, START_MS + i);
    const late = START_MS + 9 * windowMs;
    expect(window.add(late, 5, 1, 1, START_MS + 10 * windowMs)).toBe(windowMs + 1);
  });

  test('a window of too many times is rounded, and still counts all but what lies at its edge', () => {
    const window = new MatchWindow({ windowMs: 1e9, cooldownMs: 0 });
    const matches = RUNS_MAX + 1000;
    for (let i = 0; i < matches - 1; i++) window.add(START_MS + 3 * i, i % 7, i, 1e9, START_MS + 3 * i);
    expect(window.add(START_MS + 3 * matches, 0, matches, 1, START_MS)).toBe(matches);
    expect(window.runCount).toBeLessThan(RUNS_MAX * 0.6);
  });

  test('a busy rule keeps little: what its alerts silence anyway is forgotten at once', () => {
    const window = new MatchWindow({ windowMs, cooldownMs: 2 * windowMs });
    let alerts = 0;
    for (let i = 0; i < 20 * windowMs; i++) {
      const ms = START_MS + i;
      if (window.add(ms, 0, i, 100, ms) === 0) continue;
      window.fired(ms, 0, i);
      alerts++;
      expect(window.runCount).toBeLessThanOrEqual(RUNS_KEPT);
    }
    expect(alerts).toBe(10);
  });
});

describe('the cost of a match', () => {
  test.each([
    ['in order', 60, (i: number) => i],
    ['in pairs the wrong way round', 80, (i: number) => i ^ 1],
    ['every second one some seconds late', 700, (i: number) => (i % 2 === 0 ? i * 2 : i * 2 - 4001)],
  ])('does not grow with the window or with what it holds: %s', (_, stepsMax, timeOfMatch) => {
    const stepsPerMatch = [1000, 100_000, 10_000_000].map((windowMs) => {
      const window = new MatchWindow({ windowMs, cooldownMs: 0 });
      const matches = 100_000;
      for (let i = 0; i < matches; i++) {
        const ms = START_MS + timeOfMatch(i);
        window.add(ms, 0, i, 1e9, ms);
      }
      return window.steps / matches;
    });
    // Some binary searches, and for a late row a move within a chunk; a scan of the window would be 100,000.
    for (const steps of stepsPerMatch) expect(steps).toBeLessThan(stepsMax);
  });
});
