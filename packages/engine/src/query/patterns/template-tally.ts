import type { Block } from '../../segments/block.ts';
import type { FieldSummary } from '../../segments/block-summary.ts';
import type { TemplatePatterns } from './pattern-texts.ts';
import { NO_PLACE, type TemplatePlaces } from './template-places.ts';

/** Counts the patterns of a segment by what it lists of its blocks. */
export class TemplateTally {
  readonly patterns: TemplatePatterns;
  private readonly places: TemplatePlaces;
  /** By pattern: its rows, and the chain of its places from the first to the last. */
  readonly counts: Float64Array;
  readonly chains: Int32Array;
  readonly lastPlaces: Int32Array;

  constructor(patterns: TemplatePatterns, places: TemplatePlaces) {
    this.patterns = patterns;
    this.places = places;
    const { length } = patterns.texts;
    this.counts = new Float64Array(length);
    this.chains = new Int32Array(length).fill(NO_PLACE);
    this.lastPlaces = new Int32Array(length);
  }

  addBlock(block: Block, { ids, counts }: FieldSummary): void {
    const { ofTemplate } = this.patterns;
    const { base, next } = this.places.addBlock(block, ids.length);
    for (let template = 0; template < ids.length; template++) {
      const pattern = ofTemplate[ids[template]!]!;
      const chain = this.chains[pattern]!;
      if (chain < 0) this.lastPlaces[pattern] = base + template;
      this.counts[pattern]! += counts[template]!;
      this.chains[pattern] = base + template;
      next[template] = chain;
    }
  }
}
