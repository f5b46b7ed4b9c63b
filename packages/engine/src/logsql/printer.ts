import type { StatsFunctionNode } from './stats-function-node.ts';
import type { Query, QueryFilterNode } from './syntax-tree.ts';

/** Prints the parts that an entry contains; what it prints parses to an equal tree. */
export interface Printer {
  query(query: Query): string;
  /** On the field that it names; AND and OR without brackets. */
  filter(filter: QueryFilterNode): string;
  /** `name:`, or nothing for `_msg`. */
  prefix(field: string): string;
  /** A text in quotes. */
  quoted(text: string): string;
  /** A text in a filter, quoted if need be. */
  value(text: string): string;
  /** A field name or a word in a pipe, quoted if need be. */
  name(text: string): string;
  /** Field patterns with commas between. */
  names(fields: readonly string[]): string;
  /** ` if (filter)` or nothing. */
  condition(filter: QueryFilterNode | null): string;
  statsFunction(node: StatsFunctionNode): string;
}
