import { formatInstant, instantFromNs } from '../../entry/instant.ts';
import { parseTimestampNs } from '../../entry/timestamp.ts';
import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import type { ResultRow } from './query-rows.ts';
import { TextValues } from './text-values.ts';
import { TimeValues } from './time-values.ts';

/** Rows as a batch. Fields are in the order in which they are met; a row without one has no value of it. */
export function rowsBatch(given: Iterable<ResultRow>): FieldBatch {
  const rows = [...given];
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const fields = new Map<string, FieldValues>();
  for (const name of names) {
    const values = rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined) ?? '');
    const texts = values.map(String);
    const times = name === '_time' ? timesOf(texts) : null;
    const areNumbers = Uint8Array.from(values, (value) => (typeof value === 'number' ? 1 : 0));
    fields.set(name, times ?? new TextValues(texts, areNumbers));
  }
  return new FieldBatch(rows.length, fields);
}

/** Texts as times where every one is as we write it; else null. */
function timesOf(texts: readonly string[]): TimeValues | null {
  const ms = new Float64Array(texts.length);
  const subMs = new Uint32Array(texts.length);
  for (const [row, text] of texts.entries()) {
    const ns = parseTimestampNs(text);
    const instant = ns === undefined ? undefined : instantFromNs(ns);
    if (instant === undefined || formatInstant(instant) !== text) return null;
    ms[row] = instant.ms;
    subMs[row] = instant.subMs;
  }
  return new TimeValues(ms, subMs.every((ns) => ns === 0) ? null : subMs);
}
