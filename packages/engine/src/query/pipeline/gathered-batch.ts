import { parseNumber } from '../../columns/number-text.ts';
import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import { TimeValues } from './time-values.ts';

/** A row of a batch that a stage keeps. */
export interface BatchRow {
  readonly batch: FieldBatch;
  readonly row: number;
}

/** Rows of several batches as one, in the order given. Of each batch only these rows are read. */
export function gatherRows(rows: readonly BatchRow[]): FieldBatch {
  const parts = new Map<FieldBatch, number[]>();
  const places = rows.map(({ batch, row }) => {
    let picked = parts.get(batch);
    if (picked === undefined) {
      picked = [];
      parts.set(batch, picked);
    }
    return picked.push(row) - 1;
  });
  const sources = new Map([...parts].map(([batch, picked]) => [batch, batch.pick(Uint32Array.from(picked))]));
  const gathered = rows.map(({ batch }, i) => ({ source: sources.get(batch)!, row: places[i]! }));
  if (sources.size === 1) return inOrder([...sources.values()][0]!, places);
  const names = new Set([...sources.values()].flatMap(({ fieldNames }) => fieldNames));
  const fields = new Map<string, FieldValues>();
  for (const name of names) fields.set(name, gatherField(gathered, name));
  const hasAliases = [...sources.values()].every((source) => source.hasAliases);
  return new FieldBatch(rows.length, fields, hasAliases);
}

interface GatheredRow {
  readonly source: FieldBatch;
  readonly row: number;
}

/** The rows have an order of their own from here on, whatever they had before. */
function inOrder(batch: FieldBatch, places: readonly number[]): FieldBatch {
  const { rowCount, fields, hasAliases } = batch;
  const ordered = new FieldBatch(rowCount, fields, hasAliases);
  return places.every((place, i) => place === i) ? ordered : ordered.pick(Uint32Array.from(places));
}

function gatherField(rows: readonly GatheredRow[], name: string): FieldValues {
  return (name === '_time' ? gatherTimes(rows) : null) ?? new GatheredValues(rows, name);
}

/** Null when the time of some row is no time any more. */
function gatherTimes(rows: readonly GatheredRow[]): TimeValues | null {
  const ms = new Float64Array(rows.length);
  const subMs = new Uint32Array(rows.length);
  let hasSubMs = false;
  for (let i = 0; i < rows.length; i++) {
    const { source, row } = rows[i]!;
    const times = source.times();
    if (times === null) return null;
    ms[i] = times.ms[row]!;
    subMs[i] = times.subMs?.[row] ?? 0;
    hasSubMs ||= subMs[i] !== 0;
  }
  return new TimeValues(ms, hasSubMs ? subMs : null);
}

class GatheredValues implements FieldValues {
  private readonly rows: readonly GatheredRow[];
  private readonly field: string;
  private cachedTexts: readonly string[] | null = null;
  private cachedNumbers: Float64Array | null = null;

  constructor(rows: readonly GatheredRow[], field: string) {
    this.rows = rows;
    this.field = field;
  }

  texts(): readonly string[] {
    this.cachedTexts ??= this.rows.map(({ source, row }) => source.fields.get(this.field)?.texts()[row] ?? '');
    return this.cachedTexts;
  }

  dictionary(): null {
    return null;
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= Float64Array.from(this.texts(), parseNumber);
    return this.cachedNumbers;
  }

  isNumber(row: number): boolean {
    const { source, row: sourceRow } = this.rows[row]!;
    return source.isNumber(this.field, sourceRow);
  }

  pick(rows: Uint32Array): FieldValues {
    return new PickedValues(this, rows);
  }
}
