import { evaluateMath, type MathContext } from '../math/math-evaluator.ts';
import { NumberValues } from '../pipeline/number-values.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

/** An entry sees the results of those before it. A result that is no number is `NaN`, and zero has a sign. */
export const mathPipe: PipeOperator<'math'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ entries }, { nowNs }) => {
    const context: MathContext = { nowNs: Number(nowNs), random: Math.random };
    return new RowWiseStage((batch) =>
      entries.reduce((before, { expression, resultField }) => {
        const results = new NumberValues(evaluateMath(expression, before, context));
        return before.with([[resultField, results]]);
      }, batch),
    );
  },
};
