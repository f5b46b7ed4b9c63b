import { Readable } from 'node:stream';
import type { AggregateOptions, LogFilters, QueryOptions } from 'log-analytics-engine';
import { z } from 'zod';
import type { Route } from '../http/route.ts';
import { AGGREGATE_OPTIONS, FILTERS, PAGE_OPTIONS } from './filter-schema.ts';
import { validate } from './validate.ts';

/** Entries that are sent at once. */
const CHUNK_ENTRIES = 256;

const QUERY_BODY = z.strictObject({ filters: FILTERS.optional(), ...PAGE_OPTIONS });
const COUNT_BODY = z.strictObject({ filters: FILTERS.optional() });
const AGGREGATE_BODY = z.strictObject({ filters: FILTERS.optional(), ...AGGREGATE_OPTIONS });

const ENTRY = z
  .record(z.string(), z.unknown())
  .meta({ id: 'Entry', description: 'An entry, with the keys that it came with.' });
const AGGREGATES = z.object({
  groupBy: z.record(z.string(), z.int()).optional(),
  histogram: z.array(z.object({ key: z.union([z.string(), z.number()]), count: z.int() })).optional(),
  topN: z.record(z.string(), z.array(z.tuple([z.string(), z.int()]))).optional(),
});

/** Queries by a filter object. @param rows entries of a page unless asked for another number */
export function queryRoutes(rows: number): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/query',
      role: 'read',
      summary: 'Entries that meet a filter, page by page',
      admission: 'query',
      schema: { body: QUERY_BODY, answer: { description: 'The page', schema: z.object({ entries: z.array(ENTRY) }) } },
      async handle({ body }, reply, { store }) {
        const { filters, ...options } = validate<QueryBody>(QUERY_BODY, body ?? {}, 'the body');
        const entries = await store.queryJson(filters, { page: 0, pageSize: rows, ...options });
        return reply.type('application/json').send(Readable.from(entriesJson(entries), { objectMode: false }));
      },
    },
    {
      method: 'POST',
      path: '/api/v1/count',
      role: 'read',
      summary: 'How many entries meet a filter',
      admission: 'query',
      schema: { body: COUNT_BODY, answer: { description: 'The count', schema: z.object({ count: z.int() }) } },
      async handle({ body }, _reply, { store }) {
        const { filters } = validate<Pick<QueryBody, 'filters'>>(COUNT_BODY, body ?? {}, 'the body');
        return { count: await store.countLogs(filters) };
      },
    },
    {
      method: 'POST',
      path: '/api/v1/aggregate',
      role: 'read',
      summary: 'Entries that meet a filter, counted in groups, by intervals, and by their most frequent values',
      admission: 'query',
      schema: { body: AGGREGATE_BODY, answer: { description: 'What was asked for', schema: AGGREGATES } },
      async handle({ body }, _reply, { store }) {
        const { filters, ...options } = validate<AggregateBody>(AGGREGATE_BODY, body ?? {}, 'the body');
        return await store.aggregateLogs(filters, options);
      },
    },
  ];
}

type QueryBody = QueryOptions & { readonly filters?: LogFilters | undefined };
type AggregateBody = AggregateOptions & { readonly filters?: LogFilters | undefined };

function* entriesJson(entries: readonly string[]): Generator<Buffer> {
  yield Buffer.from('{"entries":[');
  for (let start = 0; start < entries.length; start += CHUNK_ENTRIES) {
    yield Buffer.from(`${start === 0 ? '' : ','}${entries.slice(start, start + CHUNK_ENTRIES).join(',')}`);
  }
  yield Buffer.from(']}');
}
