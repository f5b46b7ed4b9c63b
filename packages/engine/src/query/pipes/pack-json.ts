import type { PackPipe } from '../../logsql/syntax-tree.ts';
import { jsonText } from '../json-text.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import { isWildcard, matchesFieldPatterns } from '../pipeline/field-patterns.ts';
import type { PipeOperator, PipeStage } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';
import { TextValues } from '../pipeline/text-values.ts';

/** Values are texts in JSON, numbers too, as of the reference; empty ones are left out. */
export const packJsonPipe: PipeOperator<'pack_json'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node) =>
    packStage(node, (fields) => {
      const members = fields
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${jsonText(name)}:${jsonText(value)}`);
      return `{${members.join(',')}}`;
    }),
};

/** A stage that makes one text of the fields of each row that match the patterns of the pipe. */
export function packStage(
  { fields: patterns, resultField }: PackPipe,
  pack: (fields: readonly (readonly [string, string])[]) => string,
): PipeStage {
  return new RowWiseStage((batch) => {
    const names = packedFields(batch, patterns);
    const columns = names.map((name) => batch.texts(name));
    const packed = Array.from({ length: batch.rowCount }, (_, row) =>
      pack(names.map((name, at) => [name, columns[at]![row]!])),
    );
    return batch.with([[resultField, new TextValues(packed)]]);
  });
}

/** In the order in which they are named; with a wildcard, in that of the rows. */
function packedFields(batch: FieldBatch, patterns: readonly string[]): readonly string[] {
  const names = batch.fieldNames;
  if (patterns.length === 0) return names;
  if (!patterns.some(isWildcard)) return [...new Set(patterns)].filter((name) => names.includes(name));
  return names.filter((name) => matchesFieldPatterns(patterns, name));
}
