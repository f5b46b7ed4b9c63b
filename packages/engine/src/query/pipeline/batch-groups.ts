import type { BatchDictionary, ResultBatch } from './result-batch.ts';

/** Which rows of a batch are equal in some fields. */
export interface BatchGroups {
  /** The texts of the fields, by group. */
  readonly tuples: readonly (readonly string[])[];
  /** The group of each row. */
  readonly groups: Uint32Array;
}

/** Groups the rows of a batch field by field, so that no number grows beyond rows × values. */
export function batchGroups(batch: ResultBatch, fields: readonly string[]): BatchGroups {
  let tuples: (readonly string[])[] = [[]];
  const groups = new Uint32Array(batch.rowCount);
  for (const field of fields) {
    const { values, codes } = batch.dictionary(field) ?? codeTexts(batch.texts(field));
    const known = new Map<number, number>();
    const extended: (readonly string[])[] = [];
    for (let row = 0; row < groups.length; row++) {
      const pair = groups[row]! * values.length + codes[row]!;
      let group = known.get(pair);
      if (group === undefined) {
        group = extended.push([...tuples[groups[row]!]!, values[codes[row]!]!]) - 1;
        known.set(pair, group);
      }
      groups[row] = group;
    }
    tuples = extended;
  }
  return { tuples, groups };
}

/** The dictionary of texts that have none yet. */
export function codeTexts(texts: readonly string[]): BatchDictionary {
  const values: string[] = [];
  const known = new Map<string, number>();
  const codes = new Uint32Array(texts.length);
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row]!;
    let code = known.get(text);
    if (code === undefined) {
      code = values.push(text) - 1;
      known.set(text, code);
    }
    codes[row] = code;
  }
  return { values, codes };
}
