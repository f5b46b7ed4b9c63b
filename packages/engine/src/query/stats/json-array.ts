import { jsonText } from '../json-text.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { statsFields, textReader } from './field-values-of.ts';

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
  const names = statsFields(batch, patterns);
  const fields = (sorted ? [...names].sort() : names).map(
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
