import type { FilterSyntax } from '../syntax-entry.ts';

/** `*`: every row; of a field, every row in which it is not empty. */
export const allFilter: FilterSyntax<'all'> = {
  kind: 'all',
  names: ['*'],
  help: {
    syntax: '* | field:*',
    description: 'every row, or every row in which the field is not empty',
    example: 'trace_id:*',
  },
  parse(cursor, field) {
    const star = cursor.next();
    if (cursor.is(':')) cursor.fail('the name of one field before the colon', { at: star });
    return field === null ? { kind: 'all' } : { kind: 'any-value', field };
  },
  print: () => '*',
};
