import { compareUtf8 } from '../../bytes/utf8-order.ts';
import type { EqualsFieldNode, LessFieldNode } from '../../logsql/leaf-filter-node.ts';
import { parseNumberText } from '../../logsql/number-literal.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW, NO_ROW } from '../constant-filter.ts';
import { FieldPairFilter } from '../field-pair-filter.ts';

export const equalsFieldFilter: FilterOperator<EqualsFieldNode> = {
  bind: ({ field, other }) => (field === other ? EVERY_ROW : new FieldPairFilter(field, other, (a, b) => a === b)),
};

export const lessOrEqualFieldFilter: FilterOperator<LessFieldNode & { readonly kind: 'le-field' }> = {
  bind: ({ field, other }) =>
    field === other ? EVERY_ROW : new FieldPairFilter(field, other, (a, b) => compareNumbersOrTexts(a, b) <= 0),
};

export const lessFieldFilter: FilterOperator<LessFieldNode & { readonly kind: 'lt-field' }> = {
  bind: ({ field, other }) =>
    field === other ? NO_ROW : new FieldPairFilter(field, other, (a, b) => compareNumbersOrTexts(a, b) < 0),
};

/** Two numbers, durations, sizes, times or addresses by what they mean; any other two texts by their bytes in UTF-8. */
function compareNumbersOrTexts(a: string, b: string): number {
  const numberA = parseNumberText(a);
  const numberB = numberA === undefined ? undefined : parseNumberText(b);
  if (numberA === undefined || numberB === undefined) return compareUtf8(a, b);
  return numberA === numberB ? 0 : numberA - numberB;
}
