import { instantToNs } from '../../entry/instant.ts';
import type { MathExpression } from '../../logsql/math-expression.ts';
import { parseNumberText } from '../../logsql/number-literal.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import { TimeValues } from '../pipeline/time-values.ts';
import { MATH_CALLS, MATH_OPERATIONS } from './math-functions.ts';

/** What an expression may refer to besides fields. */
export interface MathContext {
  readonly nowNs: number;
  /** Numbers in `[0, 1)`. */
  readonly random: () => number;
}

/** The values of an expression in the rows of a batch; NaN where there is none. */
export function evaluateMath(expression: MathExpression, batch: FieldBatch, context: MathContext): Float64Array {
  switch (expression.kind) {
    case 'number':
      return new Float64Array(batch.rowCount).fill(expression.value);
    case 'field':
      return fieldNumbers(batch, expression.field);
    case 'negation':
      return evaluateMath(expression.operand, batch, context).map((value) => -value);
    case 'binary': {
      const operate = MATH_OPERATIONS[expression.operator];
      const left = evaluateMath(expression.left, batch, context);
      const right = evaluateMath(expression.right, batch, context);
      for (let row = 0; row < left.length; row++) left[row] = operate(left[row]!, right[row]!);
      return left;
    }
    case 'call': {
      const { function: name } = expression;
      const result = new Float64Array(batch.rowCount);
      if (name === 'now') return result.fill(context.nowNs);
      if (name === 'rand') return result.map(context.random);
      const call = MATH_CALLS[name];
      const values = expression.arguments.map((argument) => evaluateMath(argument, batch, context));
      const [first, second] = values;
      if (values.length === 1) for (let row = 0; row < result.length; row++) result[row] = call(first![row]!);
      else if (values.length === 2)
        for (let row = 0; row < result.length; row++) result[row] = call(first![row]!, second![row]!);
      else for (let row = 0; row < result.length; row++) result[row] = call(...values.map((column) => column[row]!));
      return result;
    }
  }
}

/** What the texts of a field mean as numbers: also durations, sizes, times and addresses. The array is the caller's. */
function fieldNumbers(batch: FieldBatch, field: string): Float64Array {
  const values = batch.values(field);
  if (values instanceof TimeValues) return timesInNs(values);
  const dictionary = values.dictionary();
  if (dictionary !== null) {
    const byCode = dictionary.values.map(numberOf);
    return Float64Array.from(dictionary.codes, (code) => byCode[code]!);
  }
  const numbers = Float64Array.from(values.numbers());
  if (values.hasOnlyNumbers?.() === true) return numbers;
  const texts = values.texts();
  for (let row = 0; row < numbers.length; row++) if (Number.isNaN(numbers[row]!)) numbers[row] = numberOf(texts[row]!);
  return numbers;
}

function numberOf(text: string): number {
  return parseNumberText(text) ?? Number.NaN;
}

function timesInNs({ ms, subMs }: TimeValues): Float64Array {
  return ms.map((value, row) => Number(instantToNs({ ms: value, subMs: subMs?.[row] ?? 0 })));
}
