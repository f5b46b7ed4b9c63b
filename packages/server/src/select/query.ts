import type { PipeNode, Query } from 'log-analytics-engine/logsql';
import { z } from 'zod';
import type { LogStore } from '../store/log-store.ts';
import { gatherLines } from './gathered-rows.ts';
import { type PreparedQuery, pipesOf, prepareQuery, textOf } from './prepared-query.ts';
import type { SelectEndpoint } from './select-endpoint.ts';

const CONTENT_TYPE = 'application/stream+json';
/** Lines that are sent at once. */
const CHUNK_LINES = 512;

const PARAMETERS = z.object({
  query: z.string().describe('A query in LogsQL.'),
  start: z.string().optional().describe('The earliest time, inclusive.'),
  end: z.string().optional().describe('The latest time; the whole second, minute, … that it names.'),
  limit: z.string().optional().describe('The most rows, the newest of them; all unless given, or 0.'),
  timeout: z.string().optional().describe('How long the query may take, such as 5s.'),
  explain: z
    .string()
    .optional()
    .describe(
      '1: run the query and tell how, as one JSON object: the filters in the order in which they run, the blocks that were read and ' +
        'skipped, rows and time of each step, what each worker did. An addition of this server.',
    ),
});

/** The rows of a query; with `limit` the newest, the oldest of them first. */
export const queryEndpoint: SelectEndpoint = {
  name: 'query',
  summary: 'The rows of a LogsQL query as JSON lines',
  failure: 'text',
  parameters: PARAMETERS,
  async answer(request) {
    const prepared = prepareQuery(request);
    const limit = request.args.count('limit');
    const { store, args } = request;
    const { options } = prepared;
    const takesNewest = limit > 0 && canTakeNewest(prepared.query, store);
    const query = takesNewest ? newest(prepared.query, limit) : limited(prepared.query, limit);
    if (args.flag('explain')) return { json: await store.explainQuery(textOf(store, query), options) };
    const lines = takesNewest ? reversedLines(store, query, options) : store.queryLines(textOf(store, query), options);
    return { contentType: CONTENT_TYPE, lines };
  },
};

function limited(query: Query, limit: number): Query {
  return limit === 0 ? query : { ...query, pipes: [...query.pipes, ...pipesOf(`limit ${limit}`)] };
}

/** Gives the newest rows, the newest of them first. */
function newest(query: Query, limit: number): Query {
  const last = pipesOf(`last ${limit} by (_time)`);
  // Before pipes that give one row for one it lets the store stop at the newest block.
  const pipes = query.pipes.every(keepsRows) ? [...last, ...query.pipes] : [...query.pipes, ...last];
  return { ...query, pipes };
}

async function* reversedLines(
  store: LogStore,
  query: Query,
  options: PreparedQuery['options'],
): AsyncGenerator<Uint8Array> {
  const lines = await gatherLines(store, query, options);
  lines.reverse();
  for (let start = 0; start < lines.length; start += CHUNK_LINES) {
    yield Buffer.from(`${lines.slice(start, start + CHUNK_LINES).join('\n')}\n`);
  }
}

/** Pipes after which rows have no time of their own, or which choose rows themselves. */
const CHOOSING: ReadonlySet<string> = new Set([
  'block_stats',
  'blocks_count',
  'facets',
  'field_names',
  'field_values',
  'first',
  'join',
  'last',
  'limit',
  'offset',
  'patterns',
  'sample',
  'sort',
  'stats',
  'top',
  'union',
  'uniq',
]);

/** Whether `limit` may mean the newest rows. */
function canTakeNewest({ pipes }: Query, { extensions }: LogStore): boolean {
  const { customPipes } = extensions.language.operators;
  return pipes.every((pipe) => {
    if (pipe.kind === 'custom') return customPipes.get(pipe.name)?.partial === 'row-wise';
    if (pipe.kind === 'fields') return pipe.fields.some(matchesTime);
    if (pipe.kind === 'delete') return !pipe.fields.some(matchesTime);
    return !CHOOSING.has(pipe.kind);
  });
}

function matchesTime(pattern: string): boolean {
  return pattern.endsWith('*') ? '_time'.startsWith(pattern.slice(0, -1)) : pattern === '_time';
}

/** Whether a pipe gives one row for each, in the same order, and lets its time be. */
function keepsRows(pipe: PipeNode): boolean {
  switch (pipe.kind) {
    case 'fields':
    case 'delete':
    case 'drop_empty_fields':
      return true;
    case 'hash':
    case 'json_array_len':
    case 'len':
    case 'format':
    case 'pack_json':
    case 'pack_logfmt':
    case 'unpack_words':
      return pipe.resultField !== '_time';
    case 'collapse_nums':
    case 'decolorize':
    case 'replace':
    case 'replace_regexp':
      return pipe.field !== '_time';
    case 'math':
      return pipe.entries.every(({ resultField }) => resultField !== '_time');
    default:
      return false;
  }
}
