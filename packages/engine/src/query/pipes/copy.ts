import type { FieldBatch } from '../pipeline/field-batch.ts';
import { isWildcard, matchesFieldPattern, replacePattern } from '../pipeline/field-patterns.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

/** Pairs are done one after the other: a later one sees what an earlier one made. */
export const copyPipe: PipeOperator<'copy'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ pairs }) =>
    new RowWiseStage((batch) =>
      pairs.reduce((before, { source, target }) => before.with(copiesOf(before, source, target)), batch),
    ),
};

/** The fields of a pattern under their new names. A field that is named but not there is empty. */
export function copiesOf(batch: FieldBatch, source: string, target: string): [string, FieldValues][] {
  const matching = [...batch.fields].filter(([name]) => matchesFieldPattern(source, name));
  if (matching.length === 0 && !isWildcard(source))
    return [[replacePattern(source, target, source), batch.values(source)]];
  return matching.map(([name, values]) => [replacePattern(source, target, name), values]);
}
