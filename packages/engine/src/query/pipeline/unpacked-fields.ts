import { parseNumber } from '../../columns/number-text.ts';
import type { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import { isShortestNumber } from './shortest-number.ts';

export interface UnpackOptions {
  /** A value that is not empty stays. */
  readonly keepOriginalFields: boolean;
  /** An empty result leaves the value as it was. */
  readonly skipEmptyResults: boolean;
}

/** Fields that a pipe makes for some rows of a batch; other rows keep what they have. */
export class UnpackedFields {
  private readonly batch: FieldBatch;
  private readonly options: UnpackOptions;
  private readonly fields = new Map<string, UnpackedValues>();
  /** By mark, 1 where some field has it: a map would hash each word of a text, two thirds of the time of logfmt. */
  private readonly marks = new Uint8Array(MARKS);

  constructor(batch: FieldBatch, options: UnpackOptions) {
    this.batch = batch;
    this.options = options;
    for (const name of batch.fields.keys()) this.marks[markOf(name)] = 1;
  }

  /** Whether the batch has a field, or one was set. */
  has(name: string): boolean {
    return this.marks[markOf(name)] === 1 && (this.fields.has(name) || this.batch.fields.has(name));
  }

  /** Sets a field of a row; of several times the last counts. */
  set(row: number, name: string, text: string, isNumber: boolean): void {
    let values = this.fields.get(name);
    if (values === undefined) {
      values = new UnpackedValues(this.batch, name);
      this.fields.set(name, values);
      this.marks[markOf(name)] = 1;
    }
    if (this.options.keepOriginalFields && values.original(row) !== '') return;
    if (this.options.skipEmptyResults && text === '' && values.original(row) !== '') return;
    values.set(row, text, isNumber);
  }

  /** The batch with these fields. */
  finish(): FieldBatch {
    return this.batch.with(this.fields);
  }
}

const MARKS = 2048;

/** A number below `MARKS` that few names share. */
function markOf(name: string): number {
  const { length } = name;
  if (length === 0) return 0;
  return (name.charCodeAt(0) * 61 + name.charCodeAt(length - 1) * 7 + length) % MARKS;
}

const ORIGINAL = 0;
const TEXT = 1;
const NUMBER = 2;

/** The values of all rows, made of those that were set when somebody asks for them: most fields of most texts are never asked for. */
interface AllValues {
  readonly texts: string[];
  /** By row: what the value is. */
  readonly kinds: Uint8Array;
}

class UnpackedValues implements FieldValues {
  private readonly rowCount: number;
  private readonly before: FieldValues | null;
  private readonly setRows: number[] = [];
  private readonly setTexts: string[] = [];
  private readonly setKinds: number[] = [];
  private all: AllValues | null = null;
  private cachedNumbers: Float64Array | null = null;

  constructor(batch: FieldBatch, name: string) {
    this.rowCount = batch.rowCount;
    this.before = batch.fields.get(name) ?? null;
  }

  original(row: number): string {
    return this.before === null ? '' : this.before.texts()[row]!;
  }

  /** Rows come in order; of one that comes again the last counts. */
  set(row: number, text: string, isNumber: boolean): void {
    this.setRows.push(row);
    this.setTexts.push(text);
    this.setKinds.push(isNumber ? NUMBER : TEXT);
  }

  private values(): AllValues {
    this.all ??= this.collect();
    return this.all;
  }

  private collect(): AllValues {
    const texts = this.before === null ? new Array<string>(this.rowCount).fill('') : [...this.before.texts()];
    const kinds = new Uint8Array(this.rowCount);
    for (let i = 0; i < this.setRows.length; i++) {
      texts[this.setRows[i]!] = this.setTexts[i]!;
      kinds[this.setRows[i]!] = this.setKinds[i]!;
    }
    return { texts, kinds };
  }

  texts(): readonly string[] {
    return this.values().texts;
  }

  dictionary(): null {
    return null;
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= Float64Array.from(this.texts(), parseNumber);
    return this.cachedNumbers;
  }

  isNumber(row: number): boolean {
    const { texts, kinds } = this.values();
    if (kinds[row] === ORIGINAL) return this.before?.isNumber(row) ?? false;
    return kinds[row] === NUMBER && isShortestNumber(texts[row]!);
  }

  pick(rows: Uint32Array): FieldValues {
    return new PickedValues(this, rows);
  }
}
