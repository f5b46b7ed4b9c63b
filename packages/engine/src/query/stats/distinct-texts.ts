import type { ResultBatch } from '../pipeline/result-batch.ts';
import { textReader } from './field-values-of.ts';

/** Tables of codes by group that are larger than this cost more than they save. */
const SEEN_MAX = 1 << 20;

/** Visits each pair of a group and a value that rows have at least once, with few repetitions; empty values too. */
export function visitDistinctTexts(
  batch: ResultBatch,
  field: string,
  rows: Uint32Array | null,
  groups: Uint32Array | null,
  groupCount: number,
  visit: (group: number, text: string) => void,
): void {
  const count = rows === null ? batch.rowCount : rows.length;
  const dictionary = batch.dictionary(field);
  if (dictionary === null || dictionary.values.length * groupCount > SEEN_MAX) {
    const textOf = textReader(batch, field);
    for (let i = 0; i < count; i++) visit(groups === null ? 0 : groups[i]!, textOf(rows === null ? i : rows[i]!));
    return;
  }
  const { values, codes } = dictionary;
  const seen = new Uint8Array(values.length * (groups === null ? 1 : groupCount));
  for (let i = 0; i < count; i++) {
    const code = codes[rows === null ? i : rows[i]!]!;
    const group = groups === null ? 0 : groups[i]!;
    const place = group * values.length + code;
    if (seen[place] === 1) continue;
    seen[place] = 1;
    visit(group, values[code]!);
  }
}
