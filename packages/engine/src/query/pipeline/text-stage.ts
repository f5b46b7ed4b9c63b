import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import { bindCondition } from './batch-filter.ts';
import { changeTexts, mapTexts, type TextChange } from './map-texts.ts';
import type { PipelineContext, PipeStage } from './pipe-operator.ts';
import { RowWiseStage } from './row-wise-stage.ts';

/** A stage that changes the texts of one field in the rows that pass a condition. */
export function textChangeStage(
  field: string,
  condition: QueryFilterNode | null,
  context: PipelineContext,
  change: TextChange,
): PipeStage {
  const select = bindCondition(condition, context);
  return new RowWiseStage((batch) => {
    const selection = select(batch);
    if (selection?.isEmpty()) return batch.with([]);
    return batch.with([[field, changeTexts(batch.values(field), selection, change)]]);
  });
}

/** A stage that makes a number of each text of a field. */
export function numberOfTextStage(field: string, resultField: string, numberOf: (text: string) => string): PipeStage {
  return new RowWiseStage((batch) => batch.with([[resultField, mapTexts(batch.values(field), numberOf, true)]]));
}
