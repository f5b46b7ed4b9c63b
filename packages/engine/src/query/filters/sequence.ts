import type { ValuePredicate } from '../../columns/value-predicate.ts';
import type { SequenceNode } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { phrasePosition } from '../phrase-position.ts';
import { phraseFilter } from './phrase.ts';

export const sequenceFilter: FilterOperator<SequenceNode> = {
  bind: ({ field, phrases }, bindFilter) => {
    const texts = phrases.filter((phrase) => phrase !== '');
    if (texts.length === 0) return EVERY_ROW;
    if (texts.length === 1)
      return phraseFilter.bind({ kind: 'phrase', field, text: texts[0]!, ignoreCase: false }, bindFilter);
    return new FieldFilter(field, inSequence(texts), FILTER_COST.substring);
  },
};

function inSequence(phrases: readonly string[]): ValuePredicate {
  return {
    test: (text) => {
      let from = 0;
      for (const phrase of phrases) {
        const at = phrasePosition(text, phrase, from);
        if (at < 0) return false;
        from = at + phrase.length;
      }
      return true;
    },
    requiredTexts: phrases,
  };
}
