/** An arithmetic expression of the `math` pipe. */
export type MathExpression = MathNumber | MathField | MathNegation | MathBinary | MathCall;

export interface MathNumber {
  readonly kind: 'number';
  readonly value: number;
  /** As it was written: `10KiB`, `1h`. */
  readonly text: string;
}
export interface MathField {
  readonly kind: 'field';
  readonly field: string;
}
export interface MathNegation {
  readonly kind: 'negation';
  readonly operand: MathExpression;
}
export interface MathBinary {
  readonly kind: 'binary';
  readonly operator: MathOperator;
  readonly left: MathExpression;
  readonly right: MathExpression;
}
export interface MathCall {
  readonly kind: 'call';
  readonly function: MathFunctionName;
  readonly arguments: readonly MathExpression[];
}

/** Operators to how tightly they bind: less is tighter. All group to the left. */
export const MATH_OPERATORS = {
  '^': 1,
  '*': 2,
  '/': 2,
  '%': 2,
  '+': 3,
  '-': 3,
  '&': 4,
  xor: 5,
  or: 6,
  default: 7,
} as const;
export type MathOperator = keyof typeof MATH_OPERATORS;

export type MathFunctionName = 'abs' | 'ceil' | 'exp' | 'floor' | 'ln' | 'max' | 'min' | 'now' | 'rand' | 'round';

/** Functions to how many arguments they take at least and at most. */
export const MATH_FUNCTIONS: Readonly<Record<MathFunctionName, readonly [number, number]>> = {
  abs: [1, 1],
  ceil: [1, 1],
  exp: [1, 1],
  floor: [1, 1],
  ln: [1, 1],
  max: [2, Infinity],
  min: [2, Infinity],
  now: [0, 0],
  rand: [0, 0],
  round: [1, 2],
};
