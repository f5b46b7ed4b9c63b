import type { PackPipe } from '../../logsql/syntax-tree.ts';
import { jsonText } from '../json-text.ts';
import { ChunkedStage } from '../pipeline/chunked-stage.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import { isWildcard, matchesFieldPatterns } from '../pipeline/field-patterns.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import type { PipelineContext, PipeOperator, PipeStage } from '../pipeline/pipe-operator.ts';
import { TextValues } from '../pipeline/text-values.ts';

/** Values are texts in JSON, numbers too, as of the reference. */
export const packJsonPipe: PipeOperator<'pack_json'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) =>
    packStage(node, context, {
      start: '{',
      keyOf: (name) => `${jsonText(name)}:`,
      valueOf: jsonText,
      separator: ',',
      end: '}',
    }),
};

/** How the fields of a row become one text. */
export interface PackFormat {
  readonly start: string;
  /** What stands before the value of a field. */
  keyOf(name: string): string;
  /** @param text Not empty: fields without a value are left out. */
  valueOf(text: string): string;
  readonly separator: string;
  readonly end: string;
}

/** A stage that makes one text of the fields of each row that match the patterns of the pipe. */
export function packStage(
  { fields: patterns, resultField }: PackPipe,
  context: PipelineContext,
  format: PackFormat,
): PipeStage {
  return new ChunkedStage(context, (batch) => {
    const columns = packedFields(batch, patterns).map((name) => memberReader(name, batch.values(name), format));
    return (chunk, start) => {
      const packed = Array.from({ length: chunk.rowCount }, (_, i) => {
        let members = '';
        for (const memberAt of columns) members += memberAt(start + i);
        return format.start + members.slice(format.separator.length) + format.end;
      });
      return chunk.with([[resultField, new TextValues(packed)]]);
    };
  });
}

/** The member of a row behind its separator; empty where the row has no value. Those of a dictionary are made once each. */
function memberReader(name: string, values: FieldValues, format: PackFormat): (row: number) => string {
  const key = format.separator + format.keyOf(name);
  const memberOf = (text: string): string => (text === '' ? '' : key + format.valueOf(text));
  const dictionary = values.dictionary();
  if (dictionary === null) {
    const texts = values.texts();
    return (row) => memberOf(texts[row]!);
  }
  const members: string[] = [];
  const { values: known, codes } = dictionary;
  return (row) => (members[codes[row]!] ??= memberOf(known[codes[row]!]!));
}

/** In the order in which they are named; with a wildcard, in that of the rows. */
function packedFields(batch: FieldBatch, patterns: readonly string[]): readonly string[] {
  const names = batch.fieldNames;
  if (patterns.length === 0) return names;
  if (!patterns.some(isWildcard)) return [...new Set(patterns)].filter((name) => names.includes(name));
  return names.filter((name) => matchesFieldPatterns(patterns, name));
}
