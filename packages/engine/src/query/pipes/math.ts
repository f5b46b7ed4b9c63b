import { evaluateMath, type MathContext } from '../math/math-evaluator.ts';
import { formatDouble } from '../number-format.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';
import { TextValues } from '../pipeline/text-values.ts';

/** An entry sees the results of those before it. A result that is no number is `NaN`, and zero has a sign. */
export const mathPipe: PipeOperator<'math'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ entries }, { nowNs }) => {
    const context: MathContext = { nowNs: Number(nowNs), random: Math.random };
    return new RowWiseStage((batch) =>
      entries.reduce((before, { expression, resultField }) => {
        const results = Array.from(evaluateMath(expression, before, context), formatResult);
        return before.with([[resultField, new TextValues(results, 'all')]]);
      }, batch),
    );
  },
};

function formatResult(value: number): string {
  return Object.is(value, -0) ? '-0' : formatDouble(value);
}
