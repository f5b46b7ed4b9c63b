import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedLines, SharedLinesReader } from './shared-lines.ts';

function lines(text: string): Uint8Array {
  return Buffer.from(`${text}\n`);
}

function textsOf(records: Iterable<{ readonly lines: Uint8Array }>): string[] {
  return [...records].map((record) => Buffer.from(record.lines).toString());
}

describe('shared lines', () => {
  it('are read once each, up to what a snapshot publishes', () => {
    const shared = new SharedLines();
    shared.add(lines('a'), 1, 10);
    const first = shared.snapshot();
    shared.add(lines('b\nc'), 2, 20);
    const second = shared.snapshot();
    shared.add(lines('d'), 1, 30);
    const reader = new SharedLinesReader(first.id);
    expect([...reader.read(first)]).toEqual([{ rowCount: 1, nowMs: 10, lines: Uint8Array.from(lines('a')) }]);
    expect([...reader.read(first)]).toEqual([]);
    expect([...reader.read(second)].map(({ rowCount, nowMs }) => [rowCount, nowMs])).toEqual([[2, 20]]);
    expect(reader.rowCount).toBe(3);
  });

  it('stay readable when they are cleared, and get another id', () => {
    const shared = new SharedLines();
    shared.add(lines('a'), 1, 10);
    const before = shared.snapshot();
    shared.clear();
    shared.add(lines('b'), 1, 20);
    const after = shared.snapshot();
    expect(after.id).not.toBe(before.id);
    expect(textsOf(new SharedLinesReader(before.id).read(before))).toEqual(['a\n']);
    expect(textsOf(new SharedLinesReader(after.id).read(after))).toEqual(['b\n']);
  });

  it('of any length, added and taken back, are those that were not taken back', () => {
    const arbitraryStep = fc.record({
      bytes: fc.oneof(fc.nat(40), fc.integer({ min: 0, max: 70_000 })),
      isTakenBack: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 20 }), (steps) => {
        const shared = new SharedLines();
        const expected: string[] = [];
        let reader: SharedLinesReader | undefined;
        const read: string[] = [];
        for (const [index, { bytes, isTakenBack }] of steps.entries()) {
          const { rowCount } = shared;
          shared.add(lines(String.fromCharCode(97 + index).repeat(bytes + 1)), 1 + (index % 3), index);
          if (isTakenBack) shared.truncate(rowCount);
          else expected.push(`${String.fromCharCode(97 + index).repeat(bytes + 1)}\n`);
          const snapshot = shared.snapshot();
          reader ??= new SharedLinesReader(snapshot.id);
          read.push(...textsOf(reader.read(snapshot)));
          expect(read).toEqual(expected);
        }
        const last = shared.snapshot();
        expect(textsOf(new SharedLinesReader(last.id).read(last))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});
