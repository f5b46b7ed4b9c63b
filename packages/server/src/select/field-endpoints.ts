import type { SelectEndpoint } from './select-endpoint.ts';
import { fieldNames, fieldValues } from './values-with-hits.ts';

/** The names of fields, and how many entries have them. */
export const fieldNamesEndpoint: SelectEndpoint = {
  name: 'field_names',
  summary: 'The names of the fields of matching entries',
  failure: 'text',
  answer: async (request) => ({ json: { values: await fieldNames(request) } }),
};

/** The values of the field `field`, and how many entries have them. */
export const fieldValuesEndpoint: SelectEndpoint = {
  name: 'field_values',
  summary: 'The values of a field of matching entries',
  failure: 'text',
  async answer(request) {
    const field = request.args.required('field');
    return { json: { values: await fieldValues(request, field, request.args.count('limit')) } };
  },
};
