import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { ArrayBlock } from './array-block.test-support.ts';
import { FieldFilter } from './field-filter.ts';

const ROWS = 200;

/** A block with an index of `user` that names the rows of a value, and some others. */
class IndexedBlock extends ArrayBlock {
  readonly candidates: Uint32Array;

  constructor(users: readonly string[], candidates: Uint32Array) {
    super(users.map((user, sequence) => ({ ms: sequence, sequence, fields: user === '' ? {} : { user } })));
    this.candidates = candidates;
  }

  candidateRows(field: string): Uint32Array | undefined {
    return field === 'user' ? this.candidates : undefined;
  }
}

test('of the rows that an index names those pass that pass; where they are few, no other row is looked at', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'a', 'a', 'a', 'a', 'a', 'b', ''), { minLength: ROWS, maxLength: ROWS }),
      fc.array(fc.boolean(), { minLength: ROWS, maxLength: ROWS }),
      fc.array(fc.nat(ROWS - 1), { maxLength: 30 }),
      fc.constantFrom('a', 'b'),
      (users, selected, others, wanted) => {
        const passing = users.flatMap((user, row) => (user === wanted ? [row] : []));
        const candidates = Uint32Array.from(new Set([...passing, ...others])).sort();
        let tested = 0;
        const test = (text: string): boolean => {
          tested++;
          return text === wanted;
        };
        const filter = new FieldFilter('user', { test }, 1);
        const selection = Bitmap.of(
          ROWS,
          selected.flatMap((isSelected, row) => (isSelected ? [row] : [])),
        );
        tested = 0;
        filter.apply(new IndexedBlock(users, candidates), selection);
        expect(selection.toArray()).toEqual(passing.filter((row) => selected[row]));
        expect(tested).toBeLessThanOrEqual(candidates.length);
      },
    ),
  );
});
