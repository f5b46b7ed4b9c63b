import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { compareValueKeys, valueKeyOf } from '../value-order.ts';
import { visitDistinctTexts } from './distinct-texts.ts';
import { statsFields } from './field-values-of.ts';
import { TEXT_BYTES } from './group-texts.ts';
import { jsonArray } from './json-array.ts';

export const uniqValuesStats: StatsOperator<'uniq_values'> = {
  start: ({ fields, limit }) => new UniqValuesAccumulator(fields, limit),
};

/** Keeps the different values that are not empty, up to a limit for each group; they are shown in the order of `sort`. */
class UniqValuesAccumulator implements StatsAccumulator {
  private sets: (Set<string> | undefined)[] = [];
  private readonly patterns: readonly string[];
  private readonly limit: number;
  private bytes = 0;

  constructor(patterns: readonly string[], limit: number) {
    this.patterns = patterns;
    this.limit = limit === 0 ? Infinity : limit;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    for (const field of statsFields(batch, this.patterns)) {
      visitDistinctTexts(batch, field, rows, groups, groupCount, (group, text) => this.add(group, text));
    }
  }

  private add(group: number, text: string): void {
    if (text === '') return;
    this.sets[group] ??= new Set();
    const set = this.sets[group];
    if (set.size >= this.limit || set.has(text)) return;
    set.add(text);
    this.bytes += text.length + TEXT_BYTES;
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    (other as UniqValuesAccumulator).sets.forEach((set, group) => {
      for (const text of set ?? []) this.add(groups[group]!, text);
    });
  }

  save(): unknown {
    return this.sets;
  }

  load(saved: unknown): void {
    this.sets = saved as typeof this.sets;
    this.bytes = 0;
    for (const set of this.sets) for (const text of set ?? []) this.bytes += text.length + TEXT_BYTES;
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    const keyed = [...(this.sets[group] ?? [])].map((text) => ({ text, key: valueKeyOf(text) }));
    keyed.sort((a, b) => compareValueKeys(a.key, b.key) || (a.text < b.text ? -1 : 1));
    return { text: jsonArray(keyed.map(({ text }) => text)), isNumber: false };
  }

  get memoryBytes(): number {
    return this.bytes;
  }
}
