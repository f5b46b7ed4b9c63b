import type { PipeOperators, QueryOperators } from './pipeline/query-operators.ts';
import { blockStatsPipe } from './pipes/block-stats.ts';
import { blocksCountPipe } from './pipes/blocks-count.ts';
import { collapseNumsPipe } from './pipes/collapse-nums.ts';
import { copyPipe } from './pipes/copy.ts';
import { decolorizePipe } from './pipes/decolorize.ts';
import { deletePipe } from './pipes/delete.ts';
import { dropEmptyFieldsPipe } from './pipes/drop-empty-fields.ts';
import { extractPipe } from './pipes/extract.ts';
import { extractRegexpPipe } from './pipes/extract-regexp.ts';
import { facetsPipe } from './pipes/facets.ts';
import { fieldNamesPipe } from './pipes/field-names.ts';
import { fieldValuesPipe } from './pipes/field-values.ts';
import { fieldsPipe } from './pipes/fields.ts';
import { filterPipe } from './pipes/filter.ts';
import { firstPipe } from './pipes/first.ts';
import { formatPipe } from './pipes/format.ts';
import { hashPipe } from './pipes/hash.ts';
import { joinPipe } from './pipes/join.ts';
import { jsonArrayLenPipe } from './pipes/json-array-len.ts';
import { lastPipe } from './pipes/last.ts';
import { lenPipe } from './pipes/len.ts';
import { limitPipe } from './pipes/limit.ts';
import { mathPipe } from './pipes/math.ts';
import { offsetPipe } from './pipes/offset.ts';
import { packJsonPipe } from './pipes/pack-json.ts';
import { packLogfmtPipe } from './pipes/pack-logfmt.ts';
import { patternsPipe } from './pipes/patterns.ts';
import { renamePipe } from './pipes/rename.ts';
import { replacePipe } from './pipes/replace.ts';
import { replaceRegexpPipe } from './pipes/replace-regexp.ts';
import { samplePipe } from './pipes/sample.ts';
import { sortPipe } from './pipes/sort.ts';
import { statsPipe } from './pipes/stats.ts';
import { streamContextPipe } from './pipes/stream-context.ts';
import { topPipe } from './pipes/top.ts';
import { unionPipe } from './pipes/union.ts';
import { uniqPipe } from './pipes/uniq.ts';
import { unpackJsonPipe } from './pipes/unpack-json.ts';
import { unpackLogfmtPipe } from './pipes/unpack-logfmt.ts';
import { unpackSyslogPipe } from './pipes/unpack-syslog.ts';
import { unpackWordsPipe } from './pipes/unpack-words.ts';
import { unrollPipe } from './pipes/unroll.ts';

/** The execution of each pipe of the language. */
export const PIPE_OPERATORS: PipeOperators = {
  block_stats: blockStatsPipe,
  blocks_count: blocksCountPipe,
  collapse_nums: collapseNumsPipe,
  copy: copyPipe,
  decolorize: decolorizePipe,
  delete: deletePipe,
  drop_empty_fields: dropEmptyFieldsPipe,
  extract: extractPipe,
  extract_regexp: extractRegexpPipe,
  facets: facetsPipe,
  field_names: fieldNamesPipe,
  field_values: fieldValuesPipe,
  fields: fieldsPipe,
  filter: filterPipe,
  first: firstPipe,
  format: formatPipe,
  hash: hashPipe,
  join: joinPipe,
  json_array_len: jsonArrayLenPipe,
  last: lastPipe,
  len: lenPipe,
  limit: limitPipe,
  math: mathPipe,
  offset: offsetPipe,
  pack_json: packJsonPipe,
  pack_logfmt: packLogfmtPipe,
  patterns: patternsPipe,
  rename: renamePipe,
  replace: replacePipe,
  replace_regexp: replaceRegexpPipe,
  sample: samplePipe,
  sort: sortPipe,
  stats: statsPipe,
  stream_context: streamContextPipe,
  top: topPipe,
  union: unionPipe,
  uniq: uniqPipe,
  unpack_json: unpackJsonPipe,
  unpack_logfmt: unpackLogfmtPipe,
  unpack_syslog: unpackSyslogPipe,
  unpack_words: unpackWordsPipe,
  unroll: unrollPipe,
};

/** What runs LogsQL without extensions. */
export const STANDARD_OPERATORS: QueryOperators = {
  pipes: PIPE_OPERATORS,
  customFilters: new Map(),
  customPipes: new Map(),
  customStats: new Map(),
};
