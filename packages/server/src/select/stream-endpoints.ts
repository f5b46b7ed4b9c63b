import { parseStreamLabels, type StreamLabel } from 'log-analytics-engine/logsql';
import type { QueryRequest } from './prepared-query.ts';
import type { SelectEndpoint } from './select-endpoint.ts';
import { byHits, cut, fieldValues, type ValueWithHits } from './values-with-hits.ts';

export const streamsEndpoint: SelectEndpoint = {
  name: 'streams',
  summary: 'The streams of matching entries',
  failure: 'text',
  answer: async (request) => ({ json: { values: await fieldValues(request, '_stream', request.args.count('limit')) } }),
};

export const streamIdsEndpoint: SelectEndpoint = {
  name: 'stream_ids',
  summary: 'The ids of the streams of matching entries',
  failure: 'text',
  answer: async (request) => ({
    json: { values: await fieldValues(request, '_stream_id', request.args.count('limit')) },
  }),
};

export const streamFieldNamesEndpoint: SelectEndpoint = {
  name: 'stream_field_names',
  summary: 'The names of the labels of streams',
  failure: 'text',
  answer: async (request) => ({ json: { values: await countLabels(request, ([name]) => name) } }),
};

export const streamFieldValuesEndpoint: SelectEndpoint = {
  name: 'stream_field_values',
  summary: 'The values of a label of streams',
  failure: 'text',
  async answer(request) {
    const field = request.args.required('field');
    const values = await countLabels(request, ([name, value]) => (name === field ? value : undefined));
    return { json: { values: cut(values, request.args.count('limit')) } };
  },
};

/** How many entries have each text that `pick` takes from the labels of their streams. */
async function countLabels(
  request: QueryRequest,
  pick: (label: StreamLabel) => string | undefined,
): Promise<ValueWithHits[]> {
  const counts = new Map<string, number>();
  for (const { value: stream, hits } of await fieldValues(request, '_stream', 0)) {
    for (const label of parseStreamLabels(stream) ?? []) {
      const text = pick(label);
      if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + hits);
    }
  }
  return [...counts].map(([value, hits]) => ({ value, hits })).sort(byHits);
}
