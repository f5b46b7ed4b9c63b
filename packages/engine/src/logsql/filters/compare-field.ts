import { fieldArgument } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** `eq_field(other)`. */
export const equalsFieldFilter: FilterSyntax<'eq-field'> = {
  kind: 'eq-field',
  names: ['eq_field'],
  help: {
    syntax: 'eq_field(other)',
    description: 'rows in which both fields are equal',
    example: 'user_id:eq_field(customer_id)',
  },
  parse(cursor, field) {
    cursor.next();
    return { kind: 'eq-field', field: field ?? '_msg', other: fieldArgument(cursor) };
  },
  print: (node, printer) => `${printer.prefix(node.field)}eq_field(${printer.name(node.other)})`,
};

/** `le_field(other)`. */
export const lessOrEqualFieldFilter: FilterSyntax<'le-field'> = {
  kind: 'le-field',
  names: ['le_field'],
  help: {
    syntax: 'le_field(other)',
    description: 'rows in which the field does not exceed the other',
    example: 'duration:le_field(max_duration)',
  },
  parse(cursor, field) {
    cursor.next();
    return { kind: 'le-field', field: field ?? '_msg', other: fieldArgument(cursor) };
  },
  print: (node, printer) => `${printer.prefix(node.field)}le_field(${printer.name(node.other)})`,
};

/** `lt_field(other)`. */
export const lessFieldFilter: FilterSyntax<'lt-field'> = {
  kind: 'lt-field',
  names: ['lt_field'],
  help: {
    syntax: 'lt_field(other)',
    description: 'rows in which the field is less than the other',
    example: 'duration:lt_field(max_duration)',
  },
  parse(cursor, field) {
    cursor.next();
    return { kind: 'lt-field', field: field ?? '_msg', other: fieldArgument(cursor) };
  },
  print: (node, printer) => `${printer.prefix(node.field)}lt_field(${printer.name(node.other)})`,
};
