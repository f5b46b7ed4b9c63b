import type { LogFilters } from 'log-analytics-engine';
import { z } from 'zod';
import type { Route } from '../http/route.ts';
import { FILTERS } from './filter-schema.ts';
import { validate } from './validate.ts';

const BODY = z.strictObject({ filters: FILTERS });

/** Deletes entries for good. */
export const DELETE_ROUTE: Route = {
  method: 'POST',
  path: '/api/v1/delete',
  role: 'admin',
  summary: 'Deletes the entries that meet a filter, for good',
  admission: 'query',
  schema: {
    body: BODY,
    answer: { description: 'How many there were', schema: z.object({ deleted: z.int() }) },
  },
  async handle({ body }, _reply, { store }) {
    const { filters } = validate<{ filters: LogFilters }>(BODY, body, 'the body');
    return { deleted: await store.delete(filters) };
  },
};
