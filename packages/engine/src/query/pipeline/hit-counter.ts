import type { Block } from '../../segments/block.ts';
import type { QueryContext } from '../query-context.ts';
import { storedField } from '../stored-field.ts';
import { countValues } from '../value-counts.ts';
import { batchGroups } from './batch-groups.ts';
import { countCodes } from './count-codes.ts';
import type { SelectedBlock } from './pipe-operator.ts';
import type { ResultBatch } from './result-batch.ts';
import { isShortestNumber } from './shortest-number.ts';

/** What a counted value takes beside its characters, roughly, in bytes. */
const ENTRY_BYTES = 96;

/** A `HitCounter` as plain data. */
export type SavedHits = {
  readonly keys: readonly string[];
  /** By key. */
  readonly hits: Float64Array;
  readonly numberKeys: readonly ReadonlySet<string>[];
};

/** Counts rows by the texts of fields. A row without a field has the text `''`. */
export class HitCounter {
  /** By key, its place in `hits`: a counter that is met again costs one look into the map. */
  private readonly places = new Map<string, number>();
  private readonly hits: number[] = [];
  private readonly fields: readonly string[];
  private readonly context: QueryContext;
  /** By field: the keys whose value was a number where it was first met. */
  private readonly numberKeys: readonly Set<string>[];

  /** @param fields At least one. */
  constructor(fields: readonly string[], context: QueryContext) {
    this.fields = fields;
    this.context = context;
    this.numberKeys = fields.map(() => new Set());
  }

  /** @throws LimitExceededError when the keys do not fit the memory of the query */
  addBatch(batch: ResultBatch): void {
    if (this.fields.length > 1) {
      this.addGroups(batch);
      return;
    }
    const field = this.fields[0]!;
    const dictionary = batch.dictionary(field);
    const add = (text: string, rows: number, row: number): void => {
      if (this.count(text, rows) && isShortestNumber(text) && batch.isNumber(field, row)) this.numberKeys[0]!.add(text);
    };
    if (dictionary !== null) {
      countCodes(dictionary, add);
      return;
    }
    const texts = batch.texts(field);
    for (let row = 0; row < texts.length; row++) add(texts[row]!, 1, row);
  }

  /** @throws as `addBatch` */
  addBlock(selected: SelectedBlock): void {
    const { block } = selected;
    const field = storedField(block, this.fields[0]!);
    if (this.fields.length > 1 || field === '_time') {
      this.addBatch(selected.batch());
      return;
    }
    let holdsNumbers: boolean | undefined;
    const isNumber = (): boolean => (holdsNumbers ??= numbersStand(block, field));
    countValues(block, field, selected.isWhole ? null : selected.rows(), (text, rows) => {
      if (this.count(text, rows) && isShortestNumber(text) && isNumber()) this.numberKeys[0]!.add(text);
    });
  }

  /** How many keys there are. */
  get size(): number {
    return this.hits.length;
  }

  /** The text of the one field, or the JSON array of the texts of several, in the order in which they were met. */
  keys(): Iterable<string> {
    return this.places.keys();
  }

  /** By key, in the same order: the number of rows. */
  counts(): Float64Array {
    return Float64Array.from(this.hits);
  }

  /** The values of the fields that a key stands for; numbers where such were stored. */
  valuesOf(key: string): (string | number)[] {
    return this.textsOf(key).map((text, at) => (this.numberKeys[at]!.has(key) ? Number(text) : text));
  }

  textsOf(key: string): readonly string[] {
    return this.fields.length === 1 ? [key] : (JSON.parse(key) as string[]);
  }

  save(): SavedHits {
    return { keys: [...this.keys()], hits: this.counts(), numberKeys: this.numberKeys };
  }

  /** Adds what another counter of the same fields saved. @throws as `addBatch` */
  merge({ keys, hits, numberKeys }: SavedHits): void {
    keys.forEach((key, i) => {
      if (!this.count(key, hits[i]!)) return;
      numberKeys.forEach((known, at) => {
        if (known.has(key)) this.numberKeys[at]!.add(key);
      });
    });
  }

  private addGroups(batch: ResultBatch): void {
    const { tuples, groups } = batchGroups(batch, this.fields);
    const rows = new Uint32Array(tuples.length);
    const firstRows = new Uint32Array(tuples.length);
    for (let row = groups.length - 1; row >= 0; row--) {
      rows[groups[row]!]!++;
      firstRows[groups[row]!] = row;
    }
    tuples.forEach((tuple, group) => {
      const key = JSON.stringify(tuple);
      if (!this.count(key, rows[group]!)) return;
      tuple.forEach((text, at) => {
        if (isShortestNumber(text) && batch.isNumber(this.fields[at]!, firstRows[group]!))
          this.numberKeys[at]!.add(key);
      });
    });
  }

  /** Returns whether the key is new. */
  private count(key: string, rows: number): boolean {
    const place = this.places.get(key);
    if (place !== undefined) {
      this.hits[place]! += rows;
      return false;
    }
    this.places.set(key, this.hits.length);
    this.hits.push(rows);
    this.context.reserve(ENTRY_BYTES + key.length * 2);
    return true;
  }
}

/** Whether the first value of a block that looks like a number is one: values of one field mostly have one type. */
function numbersStand(block: Block, field: string): boolean {
  const column = block.column(field);
  if (column === undefined) return false;
  for (let index = 0; index < column.rows.count; index++) {
    if (isShortestNumber(column.valueText(index))) return block.typeOf(field, column.rows.rowAt(index)) === 'number';
  }
  return false;
}
