import { NameQuoting } from './name-quoting.ts';
import type { Printer } from './printer.ts';
import { printQueryOptions } from './query-options.ts';
import type { StatsFunctionNode } from './stats-function-node.ts';
import { quoteString } from './string-literal.ts';
import type { SyntaxRegistry } from './syntax-registry.ts';
import type { PipeNode, Query, QueryFilterNode } from './syntax-tree.ts';

/**
 * The text of a query: `parse(print(query))` equals `query` for every tree that `parse` gives. Nodes that only the
 * filter object makes print as what comes nearest to them.
 */
export function print(query: Query, registry: SyntaxRegistry): string {
  return createPrinter(registry).query(query);
}

/** As `print`, of a filter. */
export function printFilter(filter: QueryFilterNode, registry: SyntaxRegistry): string {
  return createPrinter(registry).filter(filter);
}

const printers = new WeakMap<SyntaxRegistry, Printer>();
const namePrinters = new WeakMap<SyntaxRegistry, Printer>();

/** The printer of a registry; there is one for each. */
export function createPrinter(registry: SyntaxRegistry): Printer {
  return printerIn(printers, registry, NameQuoting.forQueries);
}

/** Prints what a result without a name is called; that need not be read back. */
export function createResultNamePrinter(registry: SyntaxRegistry): Printer {
  return printerIn(namePrinters, registry, NameQuoting.forResultNames);
}

function printerIn(
  made: WeakMap<SyntaxRegistry, Printer>,
  registry: SyntaxRegistry,
  quotingOf: (registry: SyntaxRegistry) => NameQuoting,
): Printer {
  let printer = made.get(registry);
  if (printer === undefined) {
    printer = new RegistryPrinter(registry, quotingOf(registry));
    made.set(registry, printer);
  }
  return printer;
}

class RegistryPrinter implements Printer {
  private readonly registry: SyntaxRegistry;
  private readonly quoting: NameQuoting;

  constructor(registry: SyntaxRegistry, quoting: NameQuoting) {
    this.registry = registry;
    this.quoting = quoting;
  }

  query(query: Query): string {
    const parts = [this.filter(query.filter), ...query.pipes.map((pipe) => this.pipe(pipe))];
    return printQueryOptions(query.options) + parts.join(' | ');
  }

  filter(filter: QueryFilterNode): string {
    const custom = filter.kind === 'custom' ? this.registry.filters.get(filter.name) : undefined;
    return (custom ?? this.registry.filterKinds.get(filter.kind)!).print(filter, this);
  }

  private pipe(pipe: PipeNode): string {
    return this.registry.pipes.get(pipe.kind === 'custom' ? pipe.name : pipe.kind)!.print(pipe, this);
  }

  statsFunction(node: StatsFunctionNode): string {
    return this.registry.statsFunctions.get(node.kind === 'custom' ? node.name : node.kind)!.print(node, this);
  }

  prefix(field: string): string {
    return field === '_msg' ? '' : `${this.fieldBeforeColon(field)}:`;
  }

  private fieldBeforeColon(field: string): string {
    // Filters of the fields of the reference take the name in quotes too, so that quotes would say nothing.
    const isTakenOver = this.registry.fieldFilters.has(field) && !field.startsWith('_');
    return isTakenOver ? quoteString(field) : this.quoting.value(field);
  }

  quoted(text: string): string {
    return quoteString(text);
  }

  value(text: string): string {
    return this.quoting.value(text);
  }

  name(text: string): string {
    return this.quoting.name(text);
  }

  names(fields: readonly string[]): string {
    return fields.map((field) => this.quoting.pattern(field)).join(', ');
  }

  condition(filter: QueryFilterNode | null): string {
    return filter === null ? '' : ` if (${this.filter(filter)})`;
  }
}
