import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { FilterSyntax, PipeSyntax, StatsSyntax } from './syntax-entry.ts';
import type { QueryFilterKind } from './syntax-tree.ts';

/** All that the parser, the printer, completion and the documentation know of the language. Immutable. */
export interface SyntaxRegistry {
  /** Filters by the word in lower case, or the symbol, that begins them. */
  readonly filters: ReadonlyMap<string, FilterSyntax>;
  /** Filters by the field that they take over. */
  readonly fieldFilters: ReadonlyMap<string, FilterSyntax>;
  readonly filterKinds: ReadonlyMap<QueryFilterKind, FilterSyntax>;
  /** Pipes by each of their names. */
  readonly pipes: ReadonlyMap<string, PipeSyntax>;
  readonly statsFunctions: ReadonlyMap<string, StatsSyntax>;
}

/** The entries of a registry, or those that an extension adds to one. */
export interface SyntaxEntries {
  readonly filters?: Iterable<FilterSyntax>;
  readonly pipes?: Iterable<PipeSyntax>;
  readonly statsFunctions?: Iterable<StatsSyntax>;
}

/**
 * The registry with more entries; the given one stays as it is.
 * @throws InvalidArgumentError if a name is taken.
 */
export function extendRegistry(base: SyntaxRegistry, added: SyntaxEntries): SyntaxRegistry {
  const filters = new Map(base.filters);
  const fieldFilters = new Map(base.fieldFilters);
  const filterKinds = new Map(base.filterKinds);
  const pipes = new Map(base.pipes);
  const statsFunctions = new Map(base.statsFunctions);
  for (const entry of added.filters ?? []) {
    for (const name of entry.names) addName(filters, name, entry, 'filter');
    for (const field of entry.fields ?? []) addName(fieldFilters, field, entry, 'filter of a field');
    if (entry.kind !== 'custom' || !filterKinds.has('custom')) filterKinds.set(entry.kind, entry);
  }
  for (const entry of added.pipes ?? []) {
    for (const name of [entry.name, ...(entry.aliases ?? [])]) addName(pipes, name, entry, 'pipe');
  }
  for (const entry of added.statsFunctions ?? []) addName(statsFunctions, entry.name, entry, 'stats function');
  return { filters, fieldFilters, filterKinds, pipes, statsFunctions };
}

function addName<T>(entries: Map<string, T>, name: string, entry: T, family: string): void {
  if (name !== name.toLowerCase() || name === '')
    throw new InvalidArgumentError(`the name ${name} of a ${family} must be in lower case`);
  if (entries.has(name)) throw new InvalidArgumentError(`there is a ${family} with the name ${name} already`);
  entries.set(name, entry);
}

/** A registry without any entry, to be extended. */
export const EMPTY_REGISTRY: SyntaxRegistry = {
  filters: new Map(),
  fieldFilters: new Map(),
  filterKinds: new Map(),
  pipes: new Map(),
  statsFunctions: new Map(),
};
