import type { FilterSyntax } from '../syntax-entry.ts';
import { parseValuesOrQuery } from '../values-or-query.ts';

/** `_stream_id:id`, `_stream_id:in(a, b)`, `_stream_id:in(query)`. */
export const streamIdFilter: FilterSyntax<'stream-id'> = {
  kind: 'stream-id',
  names: [],
  fields: ['_stream_id'],
  help: {
    syntax: '_stream_id:id | _stream_id:in(a, b, …) | _stream_id:in(query)',
    description: 'rows of these streams',
    example: '_stream_id:0000007b000001c850d9950ea6196b1a4812081265faa1c7',
  },
  // An addition to the reference: the id can be compared as the texts of other fields are.
  takes: (cursor, other) => !cursor.is('!=', '!~', '*') && (other === undefined || other.names.includes('in')),
  parse(cursor) {
    if (!(cursor.is('in') && cursor.peek().text === '(')) {
      return { kind: 'stream-id', ids: [cursor.compound('the id of a stream').text] };
    }
    const filter = parseValuesOrQuery(cursor, '_stream_id', 'in');
    return filter.kind === 'in' ? { kind: 'stream-id', ids: filter.values } : filter;
  },
  print(node, printer) {
    const ids = node.ids.map((id) => printer.value(id));
    return ids.length === 1 ? `_stream_id:${ids[0]}` : `_stream_id:in(${ids.join(',')})`;
  },
};
