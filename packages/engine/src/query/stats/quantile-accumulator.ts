import { formatDouble } from '../number-format.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { isShortestNumber } from '../pipeline/shortest-number.ts';
import type { StatsAccumulator } from '../stats-operator.ts';
import { compareValueKeys, valueKeyOf } from '../value-order.ts';
import { exactNumberOf, exactNumbersOf, statsFields, textReader } from './field-values-of.ts';
import { GroupTexts } from './group-texts.ts';
import { selectNth } from './select-nth.ts';
import { ValueLog } from './value-log.ts';

/**
 * The value below which the share `phi` of the values of some fields lies, in the order of `sort`, exactly. Missing values
 * do not count (in the reference they do, as the least of all). It holds every value: 8 bytes a number, 12 by groups.
 */
export class QuantileAccumulator implements StatsAccumulator {
  private readonly phi: number;
  private readonly patterns: readonly string[];
  private readonly numbers = new ValueLog();
  /** Values that are no numbers, or not the shortest text of one. */
  private readonly texts = new GroupTexts();

  constructor(phi: number, patterns: readonly string[]) {
    this.phi = phi;
    this.patterns = patterns;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const count = rows === null ? batch.rowCount : rows.length;
    for (const field of statsFields(batch, this.patterns)) {
      const numbers = exactNumbersOf(batch, field);
      if (numbers !== null) {
        this.numbers.addRows(numbers, rows, groups, count);
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
    if (Number.isNaN(number)) this.texts.add(group, text);
    else this.numbers.add(number, group);
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    const added = other as QuantileAccumulator;
    for (let i = 0; i < added.numbers.count; i++) {
      const group = added.numbers.groups === null ? 0 : added.numbers.groups[i]!;
      this.numbers.add(added.numbers.values[i]!, groups[group]!);
    }
    this.texts.merge(added.texts, groups, 0);
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    const numbers = this.numbers.of(group);
    const texts = this.texts.of(group);
    const count = numbers.length + texts.length;
    if (count === 0) return { text: '', isNumber: false };
    const nth = Math.min(Math.floor(this.phi * count), count - 1);
    const text = texts.length === 0 ? formatDouble(selectNth(numbers, nth)) : nthOfAll(numbers, texts, nth);
    return { text, isNumber: isShortestNumber(text) };
  }

  get memoryBytes(): number {
    return this.numbers.memoryBytes + this.texts.memoryBytes;
  }
}

function nthOfAll(numbers: Float64Array, texts: readonly string[], nth: number): string {
  const all = [...Array.from(numbers, formatDouble), ...texts].map((text) => ({ text, key: valueKeyOf(text) }));
  all.sort((a, b) => compareValueKeys(a.key, b.key));
  return all[nth]!.text;
}
