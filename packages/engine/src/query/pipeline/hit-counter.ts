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

/** Whether the value of a field, by its place, was a number. */
type IsNumber = (place: number) => boolean;

/** A `HitCounter` as plain data. */
export type SavedHits = {
  readonly counts: ReadonlyMap<string, number>;
  readonly numberKeys: readonly ReadonlySet<string>[];
};

/** Counts rows by the texts of fields. A row without a field has the text `''`. */
export class HitCounter {
  /** By key: the text of the one field, or the JSON array of the texts of several. In the order in which they were met. */
  readonly counts: Map<string, number> = new Map();
  private readonly fields: readonly string[];
  private readonly context: QueryContext;
  /** By place of the field: the keys whose value was a number where it was first met. */
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
    const add = (text: string, rows: number, row: number): void =>
      this.addKey(text, [text], rows, () => batch.isNumber(field, row));
    if (dictionary !== null) countCodes(dictionary, add);
    else for (const [row, text] of batch.texts(field).entries()) add(text, 1, row);
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
    countValues(block, field, selected.isWhole ? null : selected.rows(), (text, rows) =>
      this.addKey(text, [text], rows, isNumber),
    );
  }

  /** The values of the fields that a key stands for; numbers where such were stored. */
  valuesOf(key: string): (string | number)[] {
    return this.textsOf(key).map((text, place) => (this.numberKeys[place]!.has(key) ? Number(text) : text));
  }

  textsOf(key: string): readonly string[] {
    return this.fields.length === 1 ? [key] : (JSON.parse(key) as string[]);
  }

  save(): SavedHits {
    return { counts: this.counts, numberKeys: this.numberKeys };
  }

  /** Adds what another counter of the same fields saved. @throws as `addBatch` */
  merge({ counts, numberKeys }: SavedHits): void {
    for (const [key, rows] of counts) {
      this.addKey(key, this.textsOf(key), rows, (place) => numberKeys[place]!.has(key));
    }
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
      const isNumber = (place: number): boolean => batch.isNumber(this.fields[place]!, firstRows[group]!);
      this.addKey(JSON.stringify(tuple), tuple, rows[group]!, isNumber);
    });
  }

  private addKey(key: string, texts: readonly string[], rows: number, isNumber: IsNumber): void {
    const known = this.counts.get(key);
    this.counts.set(key, (known ?? 0) + rows);
    if (known !== undefined) return;
    this.context.reserve(ENTRY_BYTES + key.length * 2);
    for (let place = 0; place < texts.length; place++) {
      if (isShortestNumber(texts[place]!) && isNumber(place)) this.numberKeys[place]!.add(key);
    }
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
