import type { PipeNode, Query } from 'log-analytics-engine/logsql';
import { gatherLines } from './gathered-rows.ts';
import { type PreparedQuery, pipesOf, prepareQuery, type QueryRequest, textOf } from './prepared-query.ts';
import type { SelectEndpoint } from './select-endpoint.ts';

const CONTENT_TYPE = 'application/stream+json';
/** Lines that are sent at once. */
const CHUNK_LINES = 512;

/** The rows of a query; with `limit` the newest, the oldest of them first. */
export const queryEndpoint: SelectEndpoint = {
  name: 'query',
  summary: 'The rows of a LogsQL query as JSON lines',
  failure: 'text',
  async answer(request) {
    const prepared = prepareQuery(request);
    const limit = request.args.count('limit');
    const lines =
      limit > 0 && canTakeNewest(prepared.query)
        ? newestLines(request, prepared, limit)
        : request.store.queryLines(textOf(limited(prepared.query, limit)), prepared.options);
    return { contentType: CONTENT_TYPE, lines };
  },
};

function limited(query: Query, limit: number): Query {
  return limit === 0 ? query : { ...query, pipes: [...query.pipes, ...pipesOf(`limit ${limit}`)] };
}

async function* newestLines(
  { store }: QueryRequest,
  { query, options }: PreparedQuery,
  limit: number,
): AsyncGenerator<Uint8Array> {
  const newest = pipesOf(`last ${limit} by (_time)`);
  // Before pipes that give one row for one it lets the store stop at the newest block.
  const pipes = query.pipes.every(keepsRows) ? [...newest, ...query.pipes] : [...query.pipes, ...newest];
  const lines = await gatherLines(store, { ...query, pipes }, options);
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
function canTakeNewest({ pipes }: Query): boolean {
  return pipes.every((pipe) => {
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
