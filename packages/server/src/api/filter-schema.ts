import type { AggregateOptions, JsonScalar, LogFilters, MetadataRange, QueryOptions } from 'log-analytics-engine';
import { z } from 'zod';

const TEXTS = z.union([z.string(), z.array(z.string())]);
const TIME = z.union([z.string(), z.number()]);
/** Integers that a number cannot hold come as bigints. */
const EXACT = z.bigint().meta({ override: { type: 'integer' } });
const SCALAR: z.ZodType<JsonScalar> = z.union([z.string(), z.number(), EXACT, z.boolean(), z.null()]);
const BOUND = z.union([z.number(), EXACT]).optional();
const RANGE: z.ZodType<MetadataRange> = z.strictObject({ gt: BOUND, gte: BOUND, lt: BOUND, lte: BOUND });

/** Which entries are wanted; every condition that is given must hold. */
export const FILTERS: z.ZodType<LogFilters> = z
  .strictObject({
    startTime: TIME.optional().describe('No entry before; inclusive. A number is milliseconds since 1970.'),
    endTime: TIME.optional().describe('No entry after; inclusive.'),
    level: TEXTS.optional().describe('One of these, in any case.'),
    source: TEXTS.optional().describe('One of these.'),
    tags: TEXTS.optional().describe('At least one of these tags.'),
    allTags: TEXTS.optional().describe('All of these tags.'),
    keyword: z.string().optional().describe('The message contains it, in any case, also within a word.'),
    keywords: TEXTS.optional().describe('At least one of these keywords.'),
    words: TEXTS.optional().describe('The message has each of these words.'),
    phrase: z.string().optional().describe('The message contains it, and no word runs over its ends.'),
    regex: z.string().optional().describe('The message contains a match (RE2 syntax).'),
    minSeverity: z.union([z.number(), z.string()]).optional().describe('A score, or the level that has it.'),
    metadata: z
      .record(z.string(), z.union([SCALAR, RANGE]))
      .optional()
      .describe('Path to value, or to bounds.'),
    get not() {
      return FILTERS.optional();
    },
    query: z.string().optional().describe('A filter in LogsQL.'),
  })
  .meta({
    id: 'Filters',
    description: 'Conditions on entries; all that are given must hold.',
  }) as z.ZodType<LogFilters>;

/** A schema for each key. */
type Schemas<T> = { readonly [Key in keyof T]-?: z.ZodType<T[Key]> };

/** The most entries of one answer; whoever wants more asks for pages, or asks in LogsQL, whose answers stream. */
export const PAGE_SIZE_MAX = 10_000;

/** In which order, and which page. */
export const PAGE_OPTIONS: Schemas<QueryOptions> = {
  sortBy: z.string().min(1).optional().describe('`timestamp` (the default), `severityScore` or a field.'),
  sortDesc: z.boolean().optional(),
  page: z.int().min(0).optional().describe('From 0.'),
  pageSize: z.int().min(1).max(PAGE_SIZE_MAX).optional(),
};

const HISTOGRAM = z.strictObject({ field: z.string().min(1), interval: z.union([z.string(), z.number()]).optional() });

/** What is counted. */
export const AGGREGATE_OPTIONS: Schemas<AggregateOptions> = {
  groupBy: TEXTS.optional().describe('Count entries by the text of these fields.'),
  histogram: z.union([z.string(), HISTOGRAM]).optional().describe('Count entries by intervals of a field.'),
  topN: z
    .union([z.int().min(1), z.record(z.string(), z.int().min(1))])
    .optional()
    .describe('The most frequent values.'),
};
