import type { FieldBatch } from '../pipeline/field-batch.ts';
import { isWildcard, matchesFieldPattern } from '../pipeline/field-patterns.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

export const fieldsPipe: PipeOperator<'fields'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ fields }) => new RowWiseStage((batch) => keepFields(batch, fields)),
};

/** Fields stand in the order of the patterns, those of one pattern in the order of the batch. */
function keepFields(batch: FieldBatch, patterns: readonly string[]): FieldBatch {
  const kept = new Map<string, FieldValues>();
  for (const pattern of patterns) {
    if (!isWildcard(pattern)) kept.set(pattern, batch.values(pattern));
    else for (const [name, values] of batch.fields) if (matchesFieldPattern(pattern, name)) kept.set(name, values);
  }
  return batch.keep(kept);
}
