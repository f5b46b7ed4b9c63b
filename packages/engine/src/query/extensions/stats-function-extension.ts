import { InvalidArgumentError } from '../../errors/engine-error.ts';
import type { CustomStatsFunction } from '../../logsql/stats-function-node.ts';
import type { StatsSyntax } from '../../logsql/syntax-entry.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { textReader } from '../stats/field-values-of.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { guarded } from './extension-failure.ts';
import { type ExtensionHelp, helpOf } from './extension-name.ts';

/**
 * A stats function of your own, written `name(field, …)`.
 *
 * @example
 * const product: StatsFunctionExtension<number> = {
 *   name: 'product',
 *   initial: () => 1,
 *   add: (product, [text]) => (text === '' ? product : product * Number(text)),
 *   merge: (a, b) => a * b,
 *   result: (product) => product,
 * };
 */
export interface StatsFunctionExtension<State = unknown> {
  /** Lower-case letters, digits and `_`. */
  readonly name: string;
  readonly help?: ExtensionHelp | undefined;
  /** The state of a group of which no row has come yet. States are plain data, for they may go from thread to thread. */
  initial(): State;
  /** The state with one row more: its values of the fields in the brackets, `''` where it has none. May change the state given. */
  add(state: State, values: readonly string[]): State;
  /**
   * The state of the rows of both; both may be changed. Blocks, and threads, work apart and in no order. Leave it out where states
   * cannot be merged, or are no plain data: then one thread does all rows of a query, in the order in which it reads them.
   */
  merge?(a: State, b: State): State;
  result(state: State): string | number;
  /** What a state takes in memory, roughly, in bytes; 64 unless given. It counts for the limit of the query. */
  memoryBytes?(state: State): number;
}

export function statsSyntaxOf({ name, help }: StatsFunctionExtension): StatsSyntax<'custom'> {
  return {
    name,
    extension: true,
    help: helpOf(help, `${name}(field, …)`, `* | stats ${name}(field)`, 'stats function'),
    parse: (cursor) => ({ kind: 'custom', name, parameters: cursor.fieldsInBrackets() }),
    print: (node, printer) => `${name}(${printer.names(fieldsOf(node))})`,
  };
}

export function statsOperatorOf(extension: StatsFunctionExtension): StatsOperator<'custom'> {
  return {
    merges: extension.merge !== undefined,
    start: (node) => new ExtensionAccumulator(extension, fieldsOf(node)),
  };
}

const STATE_BYTES = 64;

class ExtensionAccumulator implements StatsAccumulator {
  private readonly extension: StatsFunctionExtension;
  private readonly what: string;
  private readonly fields: readonly string[];
  /** By group; undefined stands for the initial state. */
  private states: ({ readonly state: unknown } | undefined)[] = [];

  constructor(extension: StatsFunctionExtension, fields: readonly string[]) {
    this.extension = extension;
    this.what = `the stats function ${extension.name}`;
    this.fields = fields;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const readers = this.fields.map((field) => textReader(batch, field));
    guarded(this.what, () => this.addRows(batch, readers, rows, groups));
  }

  private addRows(
    batch: ResultBatch,
    readers: readonly ReturnType<typeof textReader>[],
    rows: Uint32Array | null,
    groups: Uint32Array | null,
  ): void {
    const count = rows === null ? batch.rowCount : rows.length;
    for (let i = 0; i < count; i++) {
      const group = groups === null ? 0 : groups[i]!;
      const row = rows === null ? i : rows[i]!;
      const values = readers.map((textOf) => textOf(row));
      this.states[group] = { state: this.extension.add(this.stateOf(group), values) };
    }
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    (other as ExtensionAccumulator).states.forEach((known, i) => {
      if (known === undefined) return;
      const group = groups[i]!;
      const own = this.states[group];
      const merged =
        own === undefined ? known.state : guarded(this.what, () => this.extension.merge!(own.state, known.state));
      this.states[group] = { state: merged };
    });
  }

  save(): unknown {
    const first = this.states.find((known) => known !== undefined);
    if (first !== undefined && !isPlain(first.state)) {
      throw new InvalidArgumentError(
        `the states of ${this.extension.name}() are no plain data, so that threads cannot hand them on: ` +
          'make them of texts, numbers, lists, maps and objects without a class, or leave out merge()',
      );
    }
    return this.states;
  }

  load(saved: unknown): void {
    this.states = saved as typeof this.states;
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    const result = guarded(this.what, () => this.extension.result(this.stateOf(group)));
    return { text: String(result), isNumber: typeof result === 'number' };
  }

  private stateOf(group: number): unknown {
    const known = this.states[group];
    return known === undefined ? this.extension.initial() : known.state;
  }

  get memoryBytes(): number {
    const { extension } = this;
    if (extension.memoryBytes === undefined) return this.states.length * STATE_BYTES;
    return this.states.reduce(
      (bytes, known) => bytes + (known === undefined ? 0 : extension.memoryBytes!(known.state)),
      0,
    );
  }
}

const PLAIN: ReadonlySet<unknown> = new Set([Object, Array, Map, Set, Date].map((type) => type.prototype));

/** Whether another thread would get the same; what is in maps and sets is not looked at. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function' && typeof value !== 'symbol';
  if (ArrayBuffer.isView(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || PLAIN.has(prototype)) && Object.values(value).every(isPlain);
}

/** What `statsSyntaxOf` parses. */
function fieldsOf({ parameters }: CustomStatsFunction): readonly string[] {
  return parameters as readonly string[];
}
