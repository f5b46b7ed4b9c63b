import { atNumber, requireNumber } from '../count-argument.ts';
import type { Cursor } from '../cursor.ts';
import { formatNumber } from '../number-literal.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import type { FacetsPipe } from '../syntax-tree.ts';

const LIMIT = 10;
const MAX_VALUES_PER_FIELD = 1000;
const MAX_VALUE_LENGTH = 128;

export const facetsPipe: PipeSyntax<'facets'> = {
  name: 'facets',
  keywords: ['max_values_per_field', 'max_value_len', 'keep_const_fields'],
  help: {
    syntax: 'facets [N] [max_values_per_field M] [max_value_len K] [keep_const_fields]',
    description: 'the most frequent values of every field',
    example: '_time:1h error | facets 3',
  },
  parse(cursor: Cursor): FacetsPipe {
    const limit = atNumber(cursor) ? requireNumber(cursor, 1) : LIMIT;
    let maxValuesPerField = MAX_VALUES_PER_FIELD;
    let maxValueLength = MAX_VALUE_LENGTH;
    let keepConstFields = false;
    for (;;) {
      if (cursor.accept('max_values_per_field')) maxValuesPerField = requireNumber(cursor, 1);
      else if (cursor.accept('max_value_len')) maxValueLength = requireNumber(cursor, 1);
      else if (cursor.accept('keep_const_fields')) keepConstFields = true;
      else return { kind: 'facets', limit, maxValuesPerField, maxValueLength, keepConstFields };
    }
  },
  print(node) {
    let text = 'facets';
    if (node.limit !== LIMIT) text += ` ${formatNumber(node.limit)}`;
    if (node.maxValuesPerField !== MAX_VALUES_PER_FIELD) {
      text += ` max_values_per_field ${formatNumber(node.maxValuesPerField)}`;
    }
    if (node.maxValueLength !== MAX_VALUE_LENGTH) text += ` max_value_len ${formatNumber(node.maxValueLength)}`;
    return node.keepConstFields ? `${text} keep_const_fields` : text;
  },
};
