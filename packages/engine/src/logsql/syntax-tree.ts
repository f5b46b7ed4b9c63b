import type { DurationLiteral } from './duration.ts';
import type { AndNode, FilterNode, NotNode, OrNode, RangeNode } from './filter-node.ts';
import type { LeafFilterNode } from './leaf-filter-node.ts';
import type { MathExpression } from './math-expression.ts';
import type { PatternStep } from './pattern-step.ts';
import type { StatsFunctionNode } from './stats-function-node.ts';
import type { TimeRangeNode } from './time-range.ts';

/**
 * The syntax tree of LogsQL. It is plain data: deep-equal trees mean the same, and it can be sent to a worker.
 *
 * Words used by many nodes: `condition` is the filter of `if (…)`, null without one; `fields` that a node calls
 * patterns may hold `prefix*` and `*` for all; `limit` 0 is none; a result that is not named goes to `_msg`.
 */
export interface Query {
  readonly options: QueryOptions;
  readonly filter: QueryFilterNode;
  readonly pipes: readonly PipeNode[];
}

/** `options(…)`; null where not given: a subquery then has those of the query around it. */
export interface QueryOptions {
  readonly concurrency: number | null;
  readonly ignoreGlobalTimeFilter: boolean | null;
}

/** Every filter that can stand in a query or come from a filter object. `FilterNode` is assignable to it. */
export type QueryFilterNode =
  | Exclude<FilterNode, AndNode | OrNode | NotNode | RangeNode>
  | LeafFilterNode
  | TimeRangeNode
  | QueryAndNode
  | QueryOrNode
  | QueryNotNode
  | QueryRangeNode
  | SubqueryNode
  | CustomFilterNode;

export type QueryFilterKind = QueryFilterNode['kind'];

export interface QueryAndNode {
  readonly kind: 'and';
  readonly filters: readonly QueryFilterNode[];
}
export interface QueryOrNode {
  readonly kind: 'or';
  readonly filters: readonly QueryFilterNode[];
}
export interface QueryNotNode {
  readonly kind: 'not';
  readonly filter: QueryFilterNode;
}
/** A numeric range that remembers how its bounds were written (`10KiB`), for printing. */
export interface QueryRangeNode extends RangeNode {
  readonly lowText?: string;
  readonly highText?: string;
}
/** `in`, `contains_all` or `contains_any` with a query: its values are those of `column` in the rows of the query. */
export interface SubqueryNode {
  readonly kind: 'subquery';
  readonly field: string;
  readonly match: 'in' | 'contains-all' | 'contains-any';
  readonly query: Query;
  readonly column: string;
}
/** A filter that was added to the registry. */
export interface CustomFilterNode {
  readonly kind: 'custom';
  readonly name: string;
  readonly field: string;
  /** What its own parser gave; structured-cloneable. */
  readonly parameters: unknown;
}

/** The pipes; `kind` is the name in the language. */
export type PipeNode =
  | { readonly kind: 'block_stats' | 'drop_empty_fields' }
  | { readonly kind: 'blocks_count' | 'field_names'; readonly resultField: string }
  | CollapseNumsPipe
  | FieldPairsPipe
  | { readonly kind: 'decolorize'; readonly field: string }
  /** Patterns, at least one. */
  | { readonly kind: 'delete' | 'fields'; readonly fields: readonly string[] }
  | ExtractPipe
  | ExtractRegexpPipe
  | FacetsPipe
  | { readonly kind: 'field_values'; readonly field: string; readonly limit: number }
  | { readonly kind: 'filter'; readonly filter: QueryFilterNode }
  | FirstLastPipe
  | FormatPipe
  | { readonly kind: 'hash' | 'json_array_len' | 'len'; readonly field: string; readonly resultField: string }
  | JoinPipe
  /** `count` from 0; Infinity is possible. */
  | { readonly kind: 'limit' | 'offset'; readonly count: number }
  | { readonly kind: 'math'; readonly entries: readonly MathEntry[] }
  | PackPipe
  | PatternsPipe
  | ReplacePipe
  | ReplaceRegexpPipe
  /** One row of `rate` passes, at random. */
  | { readonly kind: 'sample'; readonly rate: number }
  | SortPipe
  | StatsPipe
  | StreamContextPipe
  | TopPipe
  | { readonly kind: 'union'; readonly query: Query }
  | UniqPipe
  | UnpackPipe
  | UnpackSyslogPipe
  | UnpackWordsPipe
  | UnrollPipe
  | CustomPipe;

/** The pipes of the language; an extension has the kind `custom`. */
export type PipeName = Exclude<PipeNode['kind'], 'custom'>;
/** The node of a pipe. */
export type PipeNodeOf<K extends PipeNode['kind']> = NodeOf<PipeNode, K>;
/** The member of a union of nodes for one kind, also where a member has several kinds. */
export type NodeOf<N extends { readonly kind: string }, K extends string> = N extends unknown
  ? K extends N['kind']
    ? N & { readonly kind: K }
    : never
  : never;

export interface CollapseNumsPipe {
  readonly kind: 'collapse_nums';
  readonly condition: QueryFilterNode | null;
  readonly field: string;
  readonly prettify: boolean;
}
/** Both sides are patterns: `foo*` to `bar*` exchanges the prefix. */
export interface FieldPairsPipe {
  readonly kind: 'copy' | 'rename';
  readonly pairs: readonly { readonly source: string; readonly target: string }[];
}
export interface ExtractPipe {
  readonly kind: 'extract';
  readonly condition: QueryFilterNode | null;
  readonly pattern: string;
  /** Of `pattern`: at least one has a field, and all but the first a prefix. */
  readonly steps: readonly PatternStep[];
  readonly from: string;
  readonly keepOriginalFields: boolean;
  readonly skipEmptyResults: boolean;
}
export interface ExtractRegexpPipe {
  readonly kind: 'extract_regexp';
  readonly condition: QueryFilterNode | null;
  /** RE2 syntax with at least one named group `(?P<name>…)`. */
  readonly pattern: string;
  readonly from: string;
  readonly keepOriginalFields: boolean;
  readonly skipEmptyResults: boolean;
}
export interface FacetsPipe {
  readonly kind: 'facets';
  readonly limit: number;
  readonly maxValuesPerField: number;
  /** In bytes. */
  readonly maxValueLength: number;
  readonly keepConstFields: boolean;
}
/** The first or last `limit` rows (of each partition) in the order of `by`. */
export interface FirstLastPipe {
  readonly kind: 'first' | 'last';
  readonly limit: number;
  readonly by: readonly SortField[];
  readonly partitionBy: readonly string[];
  readonly rankField: string | null;
}
export interface SortField {
  readonly field: string;
  readonly descending: boolean;
}
export interface FormatPipe {
  readonly kind: 'format';
  readonly condition: QueryFilterNode | null;
  readonly pattern: string;
  readonly steps: readonly PatternStep[];
  readonly resultField: string;
  readonly keepOriginalFields: boolean;
  readonly skipEmptyResults: boolean;
}
export interface JoinPipe {
  readonly kind: 'join';
  /** At least one field. */
  readonly by: readonly string[];
  readonly query: Query;
  readonly inner: boolean;
  /** Stands before the names of the joined fields. */
  readonly prefix: string;
}
export interface MathEntry {
  readonly expression: MathExpression;
  readonly resultField: string;
}
export interface PackPipe {
  readonly kind: 'pack_json' | 'pack_logfmt';
  /** Patterns; empty is all. */
  readonly fields: readonly string[];
  readonly resultField: string;
  /** Set when a query is about to run. */
  readonly known?: KnownFields;
}
/** What is known of the fields of rows from the pipes that they passed. */
export interface KnownFields {
  /** Whether all rows have the same fields, with a value or without. */
  readonly areSettled: boolean;
  /** Those that stand first where a row has them: the rows were sorted by them. A name may come again. */
  readonly leading: readonly string[];
}
/** Ours: the message templates with their counts. */
export interface PatternsPipe {
  readonly kind: 'patterns';
  readonly field: string;
  readonly limit: number;
}
export interface ReplacePipe {
  readonly kind: 'replace';
  readonly condition: QueryFilterNode | null;
  readonly search: string;
  readonly replacement: string;
  readonly field: string;
  /** Replacements per value. */
  readonly limit: number;
}
export interface ReplaceRegexpPipe {
  readonly kind: 'replace_regexp';
  readonly condition: QueryFilterNode | null;
  /** RE2 syntax. */
  readonly pattern: string;
  /** With `$1` and `${name}` for groups. */
  readonly replacement: string;
  readonly field: string;
  readonly limit: number;
}
export interface SortPipe {
  readonly kind: 'sort';
  /** Empty is by all fields. */
  readonly by: readonly SortField[];
  /** Reverses the order as a whole. */
  readonly descending: boolean;
  readonly partitionBy: readonly string[];
  readonly offset: number;
  /** Over 0 if there is a partition. */
  readonly limit: number;
  readonly rankField: string | null;
}
export interface StatsPipe {
  readonly kind: 'stats';
  readonly by: readonly StatsByField[];
  readonly functions: readonly StatsEntry[];
}
export interface StatsEntry {
  readonly function: StatsFunctionNode;
  readonly condition: QueryFilterNode | null;
  /** Unique within the pipe, and none of the names of `by`. */
  readonly resultField: string;
}
export interface StatsByField {
  readonly field: string;
  readonly bucket: StatsBucket | null;
}
export interface StatsBucket {
  /** As it was written: `5m`, `10KB`, `/24`, `month`. */
  readonly text: string;
  /** Numbers and durations (nanoseconds), or IPv4 networks of `size` addresses, or calendar units (`size` 0). */
  readonly unit: 'number' | 'ipv4' | 'month' | 'year';
  readonly size: number;
  readonly offset: { readonly text: string; readonly value: number } | null;
}
export interface StreamContextPipe {
  readonly kind: 'stream_context';
  readonly before: number;
  readonly after: number;
  readonly timeWindow: DurationLiteral;
}
export interface TopPipe {
  readonly kind: 'top';
  readonly limit: number;
  /** At least one field. */
  readonly by: readonly string[];
  readonly hitsField: string;
  readonly rankField: string | null;
}
export interface UniqPipe {
  readonly kind: 'uniq';
  /** At least one field. */
  readonly by: readonly string[];
  /** Null: hits are not counted. */
  readonly hitsField: string | null;
  readonly limit: number;
}
export interface UnpackPipe {
  readonly kind: 'unpack_json' | 'unpack_logfmt';
  readonly condition: QueryFilterNode | null;
  readonly from: string;
  /** Patterns; `['*']` is all. */
  readonly fields: readonly string[];
  readonly resultPrefix: string;
  readonly keepOriginalFields: boolean;
  readonly skipEmptyResults: boolean;
}
export interface UnpackSyslogPipe {
  readonly kind: 'unpack_syslog';
  readonly condition: QueryFilterNode | null;
  readonly from: string;
  /** The zone of RFC 3164 times, east of UTC; null is the zone of the host. */
  readonly offset: DurationLiteral | null;
  readonly resultPrefix: string;
  readonly keepOriginalFields: boolean;
}
export interface UnpackWordsPipe {
  readonly kind: 'unpack_words';
  readonly from: string;
  readonly resultField: string;
  readonly dropDuplicates: boolean;
}
export interface UnrollPipe {
  readonly kind: 'unroll';
  readonly condition: QueryFilterNode | null;
  /** At least one. */
  readonly fields: readonly string[];
}
/** A pipe that was added to the registry. */
export interface CustomPipe {
  readonly kind: 'custom';
  readonly name: string;
  /** What its own parser gave; structured-cloneable. */
  readonly parameters: unknown;
}
