import { gatherRows } from './gathered-rows.ts';
import { pipesOf, prepareQuery, withPipes } from './prepared-query.ts';
import type { SelectEndpoint } from './select-endpoint.ts';

/** The most frequent values of each field. */
export const facetsEndpoint: SelectEndpoint = {
  name: 'facets',
  summary: 'The most frequent values of each field',
  failure: 'text',
  async answer(request) {
    const { args, store } = request;
    const { query, options } = prepareQuery(request);
    const limit = args.count('limit');
    const valuesMax = args.count('max_values_per_field');
    const lengthMax = args.count('max_value_len');
    const pipe = [
      'facets',
      limit > 0 ? String(limit) : '',
      valuesMax > 0 ? `max_values_per_field ${valuesMax}` : '',
      lengthMax > 0 ? `max_value_len ${lengthMax}` : '',
      args.flag('keep_const_fields') ? 'keep_const_fields' : '',
    ].join(' ');
    const rows = await gatherRows(store, withPipes(query, ...pipesOf(pipe)), options);
    const facets = new Map<string, { field_value: string; hits: number }[]>();
    for (const row of rows) {
      const field = row.field_name!;
      const values = facets.get(field) ?? [];
      facets.set(field, values);
      values.push({ field_value: row.field_value!, hits: Number(row.hits) });
    }
    const sorted = [...facets].sort(([a], [b]) => (a < b ? -1 : 1));
    return { json: { facets: sorted.map(([field_name, values]) => ({ field_name, values })) } };
  },
};
