import { requireTexts } from '../filter-arguments.ts';
import { parseNumberText } from '../number-literal.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** `string_range(a, b)`: from a, below b; comparisons with a text that is no number are parsed by the entry `range`. */
export const stringRangeFilter: FilterSyntax<'string-range'> = {
  kind: 'string-range',
  names: ['string_range'],
  help: {
    syntax: 'string_range(a, b) | >a | >=a | <b | <=b',
    description: 'rows in which the field is a text from a up to but not including b',
    example: 'user.name:string_range(A, C)',
  },
  parse(cursor, field) {
    const name = cursor.next();
    const texts = requireTexts(cursor);
    if (texts.length !== 2)
      cursor.fail('two bounds', { at: name, problem: `string_range has ${texts.length} arguments` });
    const [low, high] = texts as [string, string];
    return { kind: 'string-range', field: field ?? '_msg', low, lowInclusive: true, high, highInclusive: false };
  },
  print(node, printer) {
    const prefix = printer.prefix(node.field);
    if (node.high === null) return `${prefix}>${node.lowInclusive ? '=' : ''}${printer.value(node.low)}`;
    if (node.low === '' && node.lowInclusive && parseNumberText(node.high) === undefined) {
      return `${prefix}<${node.highInclusive ? '=' : ''}${printer.value(node.high)}`;
    }
    return `${prefix}string_range(${printer.value(node.low)}, ${printer.value(node.high)})`;
  },
};
