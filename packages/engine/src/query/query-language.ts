import { type Completion, complete } from '../logsql/completion.ts';
import { LOGSQL } from '../logsql/logsql.ts';
import { parse } from '../logsql/parse.ts';
import { print } from '../logsql/print.ts';
import { extendRegistry, type SyntaxEntries, type SyntaxRegistry } from '../logsql/syntax-registry.ts';
import type { CustomFilterNode, Query } from '../logsql/syntax-tree.ts';
import type { FilterOperator } from './bound-filter.ts';
import { requireFreeName } from './extensions/extension-name.ts';
import { type FilterExtension, filterOperatorOf, filterSyntaxOf } from './extensions/filter-extension.ts';
import { type PipeExtension, pipeOperatorOf, pipeSyntaxOf } from './extensions/pipe-extension.ts';
import { type StatsFunctionExtension, statsOperatorOf, statsSyntaxOf } from './extensions/stats-function-extension.ts';
import { PIPE_OPERATORS } from './pipe-operators.ts';
import type { PipeOperator } from './pipeline/pipe-operator.ts';
import type { QueryOperators } from './pipeline/query-operators.ts';
import type { StatsOperator } from './stats-operator.ts';

/**
 * LogsQL with the operators that were registered with it: what a query can say, and how each part of it is done. Operators
 * are known to every query that is parsed after they were registered. One language may serve several engines.
 */
export class QueryLanguage {
  readonly operators: QueryOperators;
  #syntax: SyntaxRegistry = LOGSQL;
  readonly #filters = new Map<string, FilterOperator<CustomFilterNode>>();
  readonly #pipes = new Map<string, PipeOperator<'custom'>>();
  readonly #statsFunctions = new Map<string, StatsOperator<'custom'>>();

  constructor() {
    this.operators = {
      pipes: PIPE_OPERATORS,
      customFilters: this.#filters,
      customPipes: this.#pipes,
      customStats: this.#statsFunctions,
    };
  }

  /** What parser and printer know. Another object after each registration. */
  get syntax(): SyntaxRegistry {
    return this.#syntax;
  }

  /** @throws InvalidArgumentError where the name is none, or taken by any filter, pipe or stats function */
  registerFilter(extension: FilterExtension): void {
    this.#extend(extension.name, 'filter', { filters: [filterSyntaxOf(extension)] });
    this.#filters.set(extension.name, filterOperatorOf(extension));
  }

  /** @throws as `registerFilter` */
  registerPipe(extension: PipeExtension): void {
    this.#extend(extension.name, 'pipe', { pipes: [pipeSyntaxOf(extension)] });
    this.#pipes.set(extension.name, pipeOperatorOf(extension));
  }

  /** @throws as `registerFilter` */
  registerStatsFunction<State>(extension: StatsFunctionExtension<State>): void {
    // Whoever calls it hands in only states that it made itself.
    const erased = extension as StatsFunctionExtension;
    this.#extend(extension.name, 'stats function', { statsFunctions: [statsSyntaxOf(erased)] });
    this.#statsFunctions.set(extension.name, statsOperatorOf(erased));
  }

  /** The syntax tree of a query. @throws QuerySyntaxError */
  parse(text: string): Query {
    return parse(text, this.#syntax);
  }

  /** The text of a syntax tree, which parses to an equal one. */
  print(query: Query): string {
    return print(query, this.#syntax);
  }

  /** What can stand at an offset of a query (in UTF-16 units) in place of the word before it. */
  complete(text: string, offset: number = text.length): Completion {
    return complete(text, offset, this.#syntax);
  }

  #extend(name: string, family: string, added: SyntaxEntries): void {
    requireFreeName(name, family, this.#syntax);
    this.#syntax = extendRegistry(this.#syntax, added);
  }
}
