import { instantToNs } from '../entry/instant.ts';
import type { MetadataBounds, MetadataCondition, NormalizedFilters } from '../entry/normalize-filters.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { FilterNode, TypedRangeNode } from '../logsql/filter-node.ts';

/** What the translation of a filter object needs from others. */
export interface FilterObjectOptions {
  /** The syntax tree of a filter in LogsQL, the value of the key `query`. */
  readonly compileQuery?: ((text: string) => FilterNode) | undefined;
  /** The column of a path of the metadata; `metadataField` by default. */
  readonly fieldOfPath?: ((path: string) => string) | undefined;
}

/** Names that mean something else than a key of the metadata. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['_time', 'timestamp', '_msg', 'message', 'level', 'source', 'tags']);

/** The column of a path of the metadata: the path itself, behind `metadata.` where an entry has a field of that name. */
export function metadataField(path: string): string {
  return OWN_FIELDS.has(path) ? `metadata.${path}` : path;
}

type Translators = {
  readonly [Key in keyof NormalizedFilters]: (
    value: NonNullable<NormalizedFilters[Key]>,
    options: FilterObjectOptions,
  ) => FilterNode;
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
  regex: ({ pattern }) => ({ kind: 'regexp', field: '_msg', pattern }),
  minSeverity: (score) => ({ kind: 'min-severity', score }),
  metadata: (conditions, { fieldOfPath = metadataField }) => ({
    kind: 'and',
    filters: conditions.map((condition) => conditionNode(fieldOfPath(condition.path), condition)),
  }),
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
export function filterObjectToNode(filters: NormalizedFilters, options: FilterObjectOptions = {}): FilterNode {
  const keys = Object.keys(TRANSLATORS) as (keyof NormalizedFilters)[];
  return { kind: 'and', filters: keys.flatMap((key) => translate(key, filters, options)) };
}

function translate<Key extends keyof NormalizedFilters>(
  key: Key,
  filters: NormalizedFilters,
  options: FilterObjectOptions,
): FilterNode[] {
  const value = filters[key];
  return value === undefined || value === null ? [] : [TRANSLATORS[key](value, options)];
}

function messageContains(text: string): FilterNode {
  return { kind: 'substring', field: '_msg', text, ignoreCase: true };
}

function messagePhrase(text: string): FilterNode {
  return { kind: 'phrase', field: '_msg', text, ignoreCase: false };
}

function conditionNode(field: string, condition: MetadataCondition): FilterNode {
  if (condition.kind === 'equality') return { kind: 'typed-equals', field, value: condition.value };
  return { kind: 'typed-range', field, ...lowerEnd(condition), ...upperEnd(condition) };
}

/** The tighter of two bounds; of equal ones the exclusive. */
function lowerEnd({ gt, gte }: MetadataBounds): Pick<TypedRangeNode, 'low' | 'lowInclusive'> {
  if (gt !== undefined && (gte === undefined || gt >= gte)) return { low: Number(gt), lowInclusive: false };
  return { low: Number(gte ?? Number.NEGATIVE_INFINITY), lowInclusive: true };
}

function upperEnd({ lt, lte }: MetadataBounds): Pick<TypedRangeNode, 'high' | 'highInclusive'> {
  if (lt !== undefined && (lte === undefined || lt <= lte)) return { high: Number(lt), highInclusive: false };
  return { high: Number(lte ?? Number.POSITIVE_INFINITY), highInclusive: true };
}
