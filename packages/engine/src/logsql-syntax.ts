/** LogsQL as a language, for programs that read or change queries: the export path `log-analytics-engine/logsql`. */
export { formatInstant, type Instant, instantFromNs } from './entry/instant.ts';
export { type Completion, type CompletionCandidate, complete } from './logsql/completion.ts';
export { parseDurationNs } from './logsql/duration.ts';
export type { FilterNode } from './logsql/filter-node.ts';
export { LOGSQL } from './logsql/logsql.ts';
export { parse, parseFilter } from './logsql/parse.ts';
export { print, printFilter } from './logsql/print.ts';
export { rewriteFilter } from './logsql/rewrite-filter.ts';
export { parseStreamLabels, type StreamLabel } from './logsql/stream-labels.ts';
export { decodeStringAt, quoteString, type StringLiteral } from './logsql/string-literal.ts';
export type { SyntaxRegistry } from './logsql/syntax-registry.ts';
export type { PipeNode, PipeNodeOf, Query, QueryFilterNode, StatsByField, StatsPipe } from './logsql/syntax-tree.ts';
export { parseTimePoint, type TimePoint } from './logsql/time-point.ts';
