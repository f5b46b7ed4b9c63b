import type { Cursor } from './cursor.ts';
import type { Printer } from './printer.ts';
import type { StatsFunctionNode } from './stats-function-node.ts';
import type { NodeOf, PipeNode, QueryFilterKind, QueryFilterNode } from './syntax-tree.ts';

/** What a person sees of a filter, pipe or stats function: in the prompt, in `help` and in the documentation. */
export interface SyntaxHelp {
  /** In one line; `[…]` is optional. */
  readonly syntax: string;
  readonly description: string;
  /** A whole query, or what stands between two pipes. */
  readonly example: string;
}

/** The syntax of the filters of one kind. */
export interface FilterSyntax<K extends QueryFilterKind = QueryFilterKind> {
  readonly kind: K;
  /** Words in lower case that begin it where a bracket follows, or symbols that begin it. May be empty. */
  readonly names: readonly string[];
  /** The opening brackets that may follow a word; only `(` if absent. */
  readonly brackets?: readonly string[];
  /** Fields whose filters are of this syntax (`_time`). */
  readonly fields?: readonly string[];
  /**
   * Whether what stands after the colon of one of `fields` is of this syntax, not a filter as of any field; always if absent.
   * @param other The syntax that begins here after the colon of any field, by a symbol or by a name with its bracket.
   */
  takes?(cursor: Cursor, other: FilterSyntax | undefined): boolean;
  readonly help: SyntaxHelp;
  /**
   * The filter at the cursor, which stands at the name, or after the colon of one of `fields`. It may be of another kind
   * where that means the same (`in(*)`). `field` is null where none was named. Absent if nothing begins with it.
   */
  parse?(cursor: Cursor, field: string | null): QueryFilterNode;
  print(node: NodeOf<QueryFilterNode, K>, printer: Printer): string;
}

/** The syntax of a pipe. */
export interface PipeSyntax<K extends PipeNode['kind'] = PipeNode['kind']> {
  /** In lower case. */
  readonly name: string;
  /** Other names for it. */
  readonly aliases?: readonly string[];
  /** Words that mean something after the name: field names like these are quoted, and the prompt offers them. */
  readonly keywords?: readonly string[];
  /** Not of the reference: its name does not clash with the first word of a query. */
  readonly extension?: boolean;
  readonly help: SyntaxHelp;
  /** The pipe at the cursor, which stands after the name. */
  parse(cursor: Cursor): NodeOf<PipeNode, K>;
  print(node: NodeOf<PipeNode, K>, printer: Printer): string;
}

/** The syntax of a stats function. */
export interface StatsSyntax<K extends StatsFunctionNode['kind'] = StatsFunctionNode['kind']> {
  readonly name: string;
  /** As of `PipeSyntax`. */
  readonly extension?: boolean;
  readonly help: SyntaxHelp;
  /** The function at the cursor, which stands at the bracket after the name. */
  parse(cursor: Cursor): NodeOf<StatsFunctionNode, K>;
  print(node: NodeOf<StatsFunctionNode, K>, printer: Printer): string;
}
