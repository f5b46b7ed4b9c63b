import { TemplateColumn } from '../../columns/template-column.ts';
import { collapseNumbers, prettifyNumbers } from '../collapse/collapse-numbers.ts';
import { TemplateCollapser } from '../collapse/template-collapser.ts';
import { bindCondition } from '../pipeline/batch-filter.ts';
import { BlockValues } from '../pipeline/block-values.ts';
import { CodedValues } from '../pipeline/coded-values.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import { changeTexts, mapTexts } from '../pipeline/map-texts.ts';
import { pickCodes } from '../pipeline/picked-values.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

export const collapseNumsPipe: PipeOperator<'collapse_nums'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field, condition, prettify }, context) => {
    const select = bindCondition(condition, context);
    const collapse = prettify ? (text: string) => prettifyNumbers(collapseNumbers(text)) : collapseNumbers;
    const collapser = new TemplateCollapser();
    return new RowWiseStage((batch) => {
      const values = batch.values(field);
      const selection = select(batch);
      const collapsed = selection === null ? collapseStored(values, collapser) : null;
      if (collapsed === null) return batch.with([[field, changeTexts(values, selection, collapse)]]);
      return batch.with([[field, prettify ? mapTexts(collapsed, prettifyNumbers) : collapsed]]);
    });
  },
};

/** Below one row of a block in this many, making the texts of the rows is cheaper than collapsing the whole column. */
const FEW_SHARE = 4;

/** The collapsed values of a field in most rows of a block, by way of its templates; null where that is not possible. */
function collapseStored(values: FieldValues, collapser: TemplateCollapser): FieldValues | null {
  if (!(values instanceof BlockValues) || values.rows.length * FEW_SHARE < values.block.rowCount) return null;
  const { block, field, rows } = values;
  const column = block.column(field);
  if (!(column instanceof TemplateColumn)) return null;
  return new CodedValues(pickCodes(collapser.collapse(block, field, column), rows));
}
