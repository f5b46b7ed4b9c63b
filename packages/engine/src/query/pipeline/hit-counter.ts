import type { QueryContext } from '../query-context.ts';
import { countValues } from '../value-counts.ts';
import { batchGroups } from './batch-groups.ts';
import { countCodes } from './count-codes.ts';
import type { SelectedBlock } from './pipe-operator.ts';
import type { ResultBatch } from './result-batch.ts';

/** What a counted value takes beside its characters, roughly, in bytes. */
const ENTRY_BYTES = 96;

/** Counts rows by the texts of fields. A row without a field has the text `''`. */
export class HitCounter {
  /** By key: the text of the one field, or the JSON array of the texts of several. In the order in which they were met. */
  readonly counts: Map<string, number> = new Map();
  private readonly fields: readonly string[];
  private readonly context: QueryContext;
  private readonly add = (key: string, rows: number): void => this.addKey(key, rows);

  /** @param fields At least one. */
  constructor(fields: readonly string[], context: QueryContext) {
    this.fields = fields;
    this.context = context;
  }

  /** @throws LimitExceededError when the keys do not fit the memory of the query */
  addBatch(batch: ResultBatch): void {
    if (this.fields.length > 1) {
      this.addGroups(batch);
      return;
    }
    const field = this.fields[0]!;
    const dictionary = batch.dictionary(field);
    if (dictionary === null) for (const text of batch.texts(field)) this.addKey(text, 1);
    else countCodes(dictionary, this.add);
  }

  /** @throws as `addBatch` */
  addBlock(selected: SelectedBlock): void {
    const field = this.fields[0]!;
    if (this.fields.length > 1 || field === '_time') this.addBatch(selected.batch());
    else countValues(selected.block, field, selected.isWhole ? null : selected.rows(), this.add);
  }

  /** The texts of the fields that a key stands for. */
  textsOf(key: string): readonly string[] {
    return this.fields.length === 1 ? [key] : (JSON.parse(key) as string[]);
  }

  private addGroups(batch: ResultBatch): void {
    const { tuples, groups } = batchGroups(batch, this.fields);
    const rows = new Uint32Array(tuples.length);
    for (let row = 0; row < groups.length; row++) rows[groups[row]!]!++;
    tuples.forEach((tuple, group) => {
      this.addKey(JSON.stringify(tuple), rows[group]!);
    });
  }

  private addKey(key: string, rows: number): void {
    const known = this.counts.get(key);
    if (known === undefined) this.context.reserve(ENTRY_BYTES + key.length * 2);
    this.counts.set(key, (known ?? 0) + rows);
  }
}
