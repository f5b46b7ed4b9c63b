import type { ResultBatch } from '../pipeline/result-batch.ts';
import { isShortestNumber } from '../pipeline/shortest-number.ts';
import type { StatsAccumulator } from '../stats-operator.ts';
import { compareValueKeys, type ValueKey, valueKeyOf } from '../value-order.ts';
import { visitExtremeRows } from './extreme-rows.ts';
import { fieldsOfRows, textReader } from './field-values-of.ts';
import { TEXT_BYTES } from './group-texts.ts';

/** By group. */
interface SavedExtremes {
  readonly texts: readonly (string | undefined)[];
  readonly areNumbers: readonly boolean[];
}

/** The least or the greatest value of some fields, in the order of `sort`. A missing value is the least of all. */
export class ExtremeAccumulator implements StatsAccumulator {
  private readonly patterns: readonly string[];
  private readonly greatest: boolean;
  private readonly texts: (string | undefined)[] = [];
  private readonly keys: ValueKey[] = [];
  /** Whether the value was a number where it was met. */
  private readonly areNumbers: boolean[] = [];
  private bytes = 0;

  constructor(patterns: readonly string[], greatest: boolean) {
    this.patterns = patterns;
    this.greatest = greatest;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    for (const field of fieldsOfRows(batch, this.patterns, rows)) {
      const textOf = textReader(batch, field);
      const options = { greatest: this.greatest, skipEmpty: false };
      visitExtremeRows(batch, field, rows, groups, groupCount, options, (group, row) => {
        this.offer(group, textOf(row), () => batch.isNumber(field, row));
      });
    }
  }

  private offer(group: number, text: string, isNumber: () => boolean): void {
    const before = this.texts[group];
    if (before === text) return;
    const key = valueKeyOf(text);
    if (before !== undefined) {
      const order = compareValueKeys(key, this.keys[group]!);
      if (this.greatest ? order <= 0 : order >= 0) return;
    }
    this.bytes += text.length - (before === undefined ? -2 * TEXT_BYTES : before.length);
    this.texts[group] = text;
    this.keys[group] = key;
    this.areNumbers[group] = isShortestNumber(text) && isNumber();
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    const added = other as ExtremeAccumulator;
    added.texts.forEach((text, group) => {
      if (text !== undefined) this.offer(groups[group]!, text, () => added.areNumbers[group]!);
    });
  }

  save(): unknown {
    return { texts: this.texts, areNumbers: this.areNumbers } satisfies SavedExtremes;
  }

  load(saved: unknown): void {
    const { texts, areNumbers } = saved as SavedExtremes;
    texts.forEach((text, group) => {
      if (text !== undefined) this.offer(group, text, () => areNumbers[group]!);
    });
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return { text: this.texts[group] ?? '', isNumber: this.areNumbers[group] ?? false };
  }

  get memoryBytes(): number {
    return this.bytes;
  }
}
