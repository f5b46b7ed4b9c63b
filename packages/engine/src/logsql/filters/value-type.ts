import { onlyArgument } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** `value_type(name)`. */
export const valueTypeFilter: FilterSyntax<'value-type'> = {
  kind: 'value-type',
  names: ['value_type'],
  help: {
    syntax: 'value_type(encoding)',
    description: 'rows of blocks that store the field in this encoding (see block_stats)',
    example: 'user_id:value_type(integer)',
  },
  parse(cursor, field) {
    cursor.next();
    return { kind: 'value-type', field: field ?? '_msg', type: onlyArgument(cursor, 'the name of an encoding').text };
  },
  print: (node, printer) => `${printer.prefix(node.field)}value_type(${printer.value(node.type)})`,
};
