import type { Bitmap } from '../bytes/bitmap.ts';
import type { BoundFilter } from '../query/bound-filter.ts';
import type { Block } from '../segments/block.ts';
import { SharedLeaf } from './shared-leaf.ts';

/** The condition of one rule: filters that must all pass, the leaves whose rows are known first. */
export class Condition {
  private readonly leaves: readonly SharedLeaf[];
  private readonly parts: readonly BoundFilter[];

  constructor(parts: readonly BoundFilter[]) {
    this.leaves = parts.filter((part) => part instanceof SharedLeaf);
    this.parts = parts.toSorted((a, b) => a.cost - b.cost);
  }

  /**
   * Makes `selection` the rows among `eligible` that meet the condition.
   * @returns whether there are any; if not, `selection` holds nothing of meaning
   */
  select(block: Block, eligible: Bitmap, selection: Bitmap): boolean {
    for (const part of this.parts) if (part.decide(block) === 'none') return false;
    selection.words.set(eligible.words);
    for (const leaf of this.leaves) {
      const rows = leaf.knownRows;
      if (rows !== null && !keepBoth(selection.words, rows.words)) return false;
    }
    for (const part of this.parts) {
      if (part instanceof SharedLeaf && part.knownRows !== null) continue;
      if (part.decide(block) === 'all') continue;
      part.apply(block, selection);
      if (selection.isEmpty()) return false;
    }
    return !selection.isEmpty();
  }
}

/** Keeps in `words` the bits that are in both. Returns whether there are any. */
function keepBoth(words: Uint32Array, other: Uint32Array): boolean {
  let any = 0;
  for (let i = 0; i < words.length; i++) {
    const both = words[i]! & other[i]!;
    words[i] = both;
    any |= both;
  }
  return any !== 0;
}
