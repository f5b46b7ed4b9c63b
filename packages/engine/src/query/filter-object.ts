import { isReservedKey, PLAIN_KEYS } from '../entry/entry-keys.ts';
import { instantToNs } from '../entry/instant.ts';
import type { MetadataBounds, MetadataCondition, NormalizedFilters } from '../entry/normalize-filters.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { TypedRangeNode } from '../logsql/filter-node.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';

/** What the translation of a filter object needs from others. */
export interface FilterObjectOptions {
  /** The syntax tree of a filter in LogsQL, the value of the key `query`. */
  readonly compileQuery?: ((text: string) => QueryFilterNode) | undefined;
}

/**
 * The columns that may hold a path of the metadata: the path itself; behind `metadata.` where the object `metadata` has a key that
 * an entry has a meaning for; both where it may also be a key beside that object which has lost its meaning to another.
 */
export function metadataFields(path: string): readonly string[] {
  if (PLAIN_KEYS.includes(path)) return [`metadata.${path}`];
  const head = path.split('.', 1)[0]!;
  return isReservedKey(head) || LOGSQL_FIELDS.has(head) ? [path, `metadata.${path}`] : [path];
}

/** Names that LogsQL has a meaning for. */
const LOGSQL_FIELDS: ReadonlySet<string> = new Set(['_stream', '_stream_id']);

type Translators = {
  readonly [Key in keyof NormalizedFilters]: (
    value: NonNullable<NormalizedFilters[Key]>,
    options: FilterObjectOptions,
  ) => QueryFilterNode;
};

/** The meaning of each key; a key without one does not compile. */
const TRANSLATORS: Translators = {
  startTime: (instant) => ({ kind: 'time', startNs: instantToNs(instant), endNs: null }),
  endTime: (instant) => ({ kind: 'time', startNs: null, endNs: instantToNs(instant) }),
  level: (names) => ({ kind: 'level', names }),
  source: (values) => ({ kind: 'in', field: 'source', values }),
  tags: (elements) => ({ kind: 'tags', mode: 'any', elements }),
  allTags: (elements) => ({ kind: 'tags', mode: 'all', elements }),
  keyword: (text) => messageContains(text),
  keywords: (texts) => ({ kind: 'or', filters: texts.map(messageContains) }),
  words: (words) => ({ kind: 'and', filters: words.map(messagePhrase) }),
  phrase: (text) => messagePhrase(text),
  regex: ({ pattern }) => ({ kind: 'regexp', field: '_msg', pattern: withinLines(pattern) }),
  minSeverity: (score) => ({ kind: 'min-severity', score }),
  metadata: (conditions) => ({ kind: 'and', filters: conditions.map(metadataNode) }),
  not: (filters, options) => ({ kind: 'not', filter: filterObjectToNode(filters, options) }),
  query: (text, { compileQuery }) => {
    if (compileQuery !== undefined) return compileQuery(text);
    throw new InvalidArgumentError("the filter 'query' is not available here");
  },
};

/**
 * The syntax tree of a filter object: all of its conditions must hold.
 * @throws InvalidArgumentError when `query` is set and there is no `compileQuery`.
 * @throws whatever `compileQuery` throws.
 */
export function filterObjectToNode(filters: NormalizedFilters, options: FilterObjectOptions = {}): QueryFilterNode {
  const keys = Object.keys(TRANSLATORS) as (keyof NormalizedFilters)[];
  return { kind: 'and', filters: keys.flatMap((key) => translate(key, filters, options)) };
}

function translate<Key extends keyof NormalizedFilters>(
  key: Key,
  filters: NormalizedFilters,
  options: FilterObjectOptions,
): QueryFilterNode[] {
  const value = filters[key];
  return value === undefined || value === null ? [] : [TRANSLATORS[key](value, options)];
}

function messageContains(text: string): QueryFilterNode {
  return { kind: 'substring', field: '_msg', text, ignoreCase: true };
}

function messagePhrase(text: string): QueryFilterNode {
  return { kind: 'phrase', field: '_msg', text, ignoreCase: false };
}

function metadataNode(condition: MetadataCondition): QueryFilterNode {
  const filters = metadataFields(condition.path).map((field) => conditionNode(field, condition));
  if (filters.length === 1) return filters[0]!;
  // Null is also where there is nothing, which must be so in every column.
  const isNull = condition.kind === 'equality' && condition.value === null;
  return { kind: isNull ? 'and' : 'or', filters };
}

function conditionNode(field: string, condition: MetadataCondition): QueryFilterNode {
  if (condition.kind === 'equality') return { kind: 'typed-equals', field, value: condition.value };
  return { kind: 'typed-range', field, ...lowerEnd(condition), ...upperEnd(condition) };
}

/** The tighter of two bounds; of equal ones the exclusive. */
function lowerEnd({ gt, gte }: MetadataBounds): Pick<TypedRangeNode, 'low' | 'lowInclusive'> {
  if (gt !== undefined && (gte === undefined || gt >= gte)) return { low: boundOf(gt), lowInclusive: false };
  return { low: boundOf(gte ?? Number.NEGATIVE_INFINITY), lowInclusive: true };
}

function upperEnd({ lt, lte }: MetadataBounds): Pick<TypedRangeNode, 'high' | 'highInclusive'> {
  if (lt !== undefined && (lte === undefined || lt <= lte)) return { high: boundOf(lt), highInclusive: false };
  return { high: boundOf(lte ?? Number.POSITIVE_INFINITY), highInclusive: true };
}

/** A double where one is the same number. */
function boundOf(bound: number | bigint): number | bigint {
  const near = Number(bound);
  // biome-ignore lint/suspicious/noDoubleEquals: between numbers and bigints it compares the values.
  return near == bound ? near : bound;
}

/** In a filter object a dot stands for no line end, as in RE2 itself; in LogsQL it does. */
function withinLines(pattern: string): string {
  return pattern.includes('.') ? `(?-s:${pattern})` : pattern;
}
