import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator } from '../stats-operator.ts';
import { compareValueKeys, type ValueKey, valueKeyOf } from '../value-order.ts';
import { visitExtremeRows } from './extreme-rows.ts';
import { textReader } from './field-values-of.ts';
import { TEXT_BYTES } from './group-texts.ts';
import { rowWriter } from './json-array.ts';

interface Best {
  readonly key: ValueKey;
  /** The row as JSON. */
  readonly row: string;
}

/** The row with the least or the greatest value of a field; rows without a value do not count, of equal ones the first does. */
export class RowExtremeAccumulator implements StatsAccumulator {
  private readonly field: string;
  private readonly patterns: readonly string[];
  private readonly greatest: boolean;
  private best: (Best | undefined)[] = [];
  private bytes = 0;

  constructor(field: string, patterns: readonly string[], greatest: boolean) {
    this.field = field;
    this.patterns = patterns;
    this.greatest = greatest;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    const textOf = textReader(batch, this.field);
    let write: ((row: number) => string) | null = null;
    const options = { greatest: this.greatest, skipEmpty: true };
    visitExtremeRows(batch, this.field, rows, groups, groupCount, options, (group, row) => {
      const key = valueKeyOf(textOf(row));
      if (!this.isBetter(group, key)) return;
      write ??= rowWriter(batch, this.patterns);
      this.keep(group, { key, row: write(row) });
    });
  }

  private isBetter(group: number, key: ValueKey): boolean {
    const best = this.best[group];
    if (best === undefined) return true;
    const order = compareValueKeys(key, best.key);
    return this.greatest ? order > 0 : order < 0;
  }

  private keep(group: number, best: Best): void {
    this.bytes += best.row.length - (this.best[group]?.row.length ?? -3 * TEXT_BYTES);
    this.best[group] = best;
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    (other as RowExtremeAccumulator).best.forEach((best, group) => {
      if (best !== undefined && this.isBetter(groups[group]!, best.key)) this.keep(groups[group]!, best);
    });
  }

  save(): unknown {
    return this.best;
  }

  load(saved: unknown): void {
    this.best = saved as typeof this.best;
    this.bytes = this.best.reduce(
      (bytes, best) => bytes + (best === undefined ? 0 : best.row.length + 3 * TEXT_BYTES),
      0,
    );
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return { text: this.best[group]?.row ?? '{}', isNumber: false };
  }

  get memoryBytes(): number {
    return this.bytes;
  }
}
