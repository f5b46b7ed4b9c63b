import { DecimalColumn } from '../../columns/decimal-column.ts';
import { formatDouble } from '../number-format.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { isShortestNumber } from '../pipeline/shortest-number.ts';
import type { StatsAccumulator } from '../stats-operator.ts';
import { compareValueKeys, valueKeyOf } from '../value-order.ts';
import { exactNumberOf, numberColumnOf, statsFields, textReader } from './field-values-of.ts';
import { GroupTexts, type SavedGroupTexts } from './group-texts.ts';
import { selectNth } from './select-nth.ts';
import { type SavedValueLog, SHORTEST, ValueLog } from './value-log.ts';

/**
 * The value below which the share `phi` of the values of some fields lies, in the order of `sort`, exactly. Missing values
 * do not count (in the reference they do, as the least of all). It holds every value (9 bytes a number, 13
 * by groups) within the memory of the query, beyond which that is a LimitExceededError and not an estimate.
 */
export class QuantileAccumulator implements StatsAccumulator {
  private readonly phi: number;
  private readonly patterns: readonly string[];
  private readonly numbers = new ValueLog();
  /** Values that are no plain numbers. */
  private readonly texts = new GroupTexts();

  constructor(phi: number, patterns: readonly string[]) {
    this.phi = phi;
    this.patterns = patterns;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const count = rows === null ? batch.rowCount : rows.length;
    for (const field of statsFields(batch, this.patterns)) {
      const column = numberColumnOf(batch, field);
      if (column !== null) {
        const digits = column instanceof DecimalColumn ? column.fractionDigits : null;
        this.numbers.addColumn(column, digits, rows, groups);
        continue;
      }
      const textOf = textReader(batch, field);
      for (let i = 0; i < count; i++) {
        this.add(groups === null ? 0 : groups[i]!, textOf(rows === null ? i : rows[i]!));
      }
    }
  }

  private add(group: number, text: string): void {
    if (text === '') return;
    const number = exactNumberOf(text);
    if (!Number.isNaN(number)) this.numbers.add(number, SHORTEST, group);
    else if (PADDED.test(text) && text.length <= 16) {
      this.numbers.add(Number(text), text.length - text.indexOf('.') - 1, group);
    } else this.texts.add(group, text);
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    const added = other as QuantileAccumulator;
    this.numbers.merge(added.numbers, groups);
    this.texts.merge(added.texts, groups, 0);
  }

  save(): unknown {
    return { numbers: this.numbers.save(), texts: this.texts.save() } satisfies SavedQuantile;
  }

  load(saved: unknown): void {
    const { numbers, texts } = saved as SavedQuantile;
    this.numbers.load(numbers);
    this.texts.load(texts);
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    const { values, digits } = this.numbers.of(group);
    const texts = this.texts.of(group);
    const count = values.length + texts.length;
    if (count === 0) return { text: '', isNumber: false };
    const nth = Math.min(Math.floor(this.phi * count), count - 1);
    const text = texts.length === 0 ? nthNumber(values, digits, nth) : nthOfAll(values, digits, texts, nth);
    return { text, isNumber: isShortestNumber(text) };
  }

  get memoryBytes(): number {
    return this.numbers.memoryBytes + this.texts.memoryBytes;
  }
}

interface SavedQuantile {
  readonly numbers: SavedValueLog;
  readonly texts: SavedGroupTexts;
}

/** Decimal numbers with zeros at their ends that their values do not need. */
const PADDED = /^-?(?:0|[1-9]\d*)\.\d*0$/;

function nthNumber(values: Float64Array, digits: Uint8Array | null, nth: number): string {
  if (digits === null) return formatDouble(selectNth(values, nth));
  const number = selectNth(values.slice(), nth);
  return numberText(number, digits[values.indexOf(number)]!);
}

function numberText(number: number, digits: number): string {
  return digits === SHORTEST ? formatDouble(number) : number.toFixed(digits);
}

function nthOfAll(values: Float64Array, digits: Uint8Array | null, texts: readonly string[], nth: number): string {
  const numbers = Array.from(values, (number, i) => numberText(number, digits === null ? SHORTEST : digits[i]!));
  const all = [...numbers, ...texts].map((text) => ({ text, key: valueKeyOf(text) }));
  all.sort((a, b) => compareValueKeys(a.key, b.key));
  return all[nth]!.text;
}
