import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MatchTimes } from './match-times.ts';

interface Match {
  readonly ms: number;
  readonly ns: number;
  readonly sequence: number;
}

/** Positions of times as one number, which the small values here allow. */
function position(ms: number, ns: number): number {
  return ms * 10 + ns;
}

const time = fc.record({ ms: fc.integer({ min: 0, max: 2000 }), ns: fc.integer({ min: 0, max: 9 }) });

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('add' as const), times: fc.array(time, { maxLength: 300 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), low: time, high: time }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('evict' as const), ms: fc.integer({ min: 0, max: 2000 }) }) },
);

test('counts and lists as a plain list does, whatever is added and removed in what order', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 12 }),
      fc.array(fc.tuple(time, time), { maxLength: 8 }),
      (steps, queries) => {
        const times = new MatchTimes();
        let list: Match[] = [];
        let sequence = 0;
        for (const each of steps) {
          if (each.kind === 'add') {
            for (const { ms, ns } of each.times) {
              times.add(ms, ns, sequence);
              list.push({ ms, ns, sequence: sequence++ });
            }
          } else if (each.kind === 'remove') {
            const { low, high } = each;
            times.removeBetween(low.ms, low.ns, high.ms, high.ns);
            list = list.filter(({ ms, ns }) => {
              const at = position(ms, ns);
              return at <= position(low.ms, low.ns) || at >= position(high.ms, high.ns);
            });
          } else {
            times.evictBefore(each.ms);
            list = list.filter(({ ms }) => ms >= each.ms);
          }
        }
        expect(times.runCount).toBe(new Set(list.map(({ ms, ns }) => position(ms, ns))).size);
        for (const [low, high] of queries) {
          const within = list.filter(({ ms, ns }) => {
            const at = position(ms, ns);
            return at >= position(low.ms, low.ns) && at <= position(high.ms, high.ns);
          });
          if (position(low.ms, low.ns) <= position(high.ms, high.ns)) {
            expect(times.count(low.ms, low.ns, high.ms, high.ns)).toBe(within.length);
          }
          const newest = new Map<number, number>();
          for (const match of within) newest.set(position(match.ms, match.ns), match.sequence);
          const expected = [...newest].sort(([a], [b]) => b - a).slice(0, 5);
          const found = times.newest(low.ms, low.ns, high.ms, high.ns, 5);
          expect(found.map((match) => [position(match.ms, match.ns), match.sequence])).toEqual(expected);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('times that are rounded down keep their counts', () => {
  const times = new MatchTimes();
  for (let i = 0; i < 2000; i++) times.add(i, i % 3, i);
  times.coarsen(10);
  expect(times.runCount).toBe(200);
  expect(times.count(100, 0, 199, 0)).toBe(100);
  times.add(105, 7, 2000);
  expect(times.runCount).toBe(200);
  expect(times.count(100, 0, 100, 0)).toBe(11);
});
