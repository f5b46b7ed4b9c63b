import { jsonText } from '../json-text.ts';
import { isWildcard } from '../pipeline/field-patterns.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { inReadOrder } from './field-order.ts';
import { statsFields, textReader } from './field-values-of.ts';
import { StoredBatch } from './stored-batch.ts';

/** Texts as an array of JSON. */
export function jsonArray(texts: readonly string[]): string {
  return `[${texts.map(jsonText).join(',')}]`;
}

/** Makes rows of a batch into objects of JSON: of the fields that patterns name those with a value, all of them texts. */
export function rowWriter(
  batch: ResultBatch,
  patterns: readonly string[],
  sorted: boolean = false,
): (row: number) => string {
  const fields = orderedFields(batch, patterns, sorted).map(
    (field) => [jsonText(field), textReader(batch, field)] as const,
  );
  return (row) => {
    const members: string[] = [];
    for (const [name, textOf] of fields) {
      const text = textOf(row);
      if (text !== '') members.push(`${name}:${jsonText(text)}`);
    }
    return `{${members.join(',')}}`;
  };
}

function orderedFields(batch: ResultBatch, patterns: readonly string[], sorted: boolean): readonly string[] {
  const names = statsFields(batch, patterns);
  if (sorted) return names.toSorted();
  return batch instanceof StoredBatch && patterns.some(isWildcard) ? inReadOrder(batch, names) : names;
}
