import type { Cursor } from './cursor.ts';
import {
  MATH_FUNCTIONS,
  MATH_OPERATORS,
  type MathExpression,
  type MathFunctionName,
  type MathOperator,
} from './math-expression.ts';
import { parseNumberText } from './number-literal.ts';
import { quoteString } from './string-literal.ts';

const OPERAND_STOPS: ReadonlySet<string> = new Set([
  '=',
  '!',
  '!=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '&',
  ',',
  '(',
  ')',
  '|',
]);
/** Above the loosest operator. */
const LOOSEST = Math.max(...Object.values(MATH_OPERATORS));

/** How many operators an expression may have: its tree is walked by recursion and may be as deep as that. */
const OPERATIONS_MAX = 1000;

/** The expression at the cursor, as long as it goes. */
export function parseMathExpression(cursor: Cursor): MathExpression {
  return new MathParser(cursor).parse();
}

class MathParser {
  private readonly cursor: Cursor;
  private operations = 0;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  parse(): MathExpression {
    return this.cursor.nested(() => this.parseBinary(LOOSEST));
  }

  /** An expression of operators that bind at least as tightly as `loosest`. */
  private parseBinary(loosest: number): MathExpression {
    let left = this.parseOperand();
    for (;;) {
      const operator = operatorAt(this.cursor);
      if (operator === undefined || MATH_OPERATORS[operator] > loosest) return left;
      if (++this.operations > OPERATIONS_MAX) this.cursor.fail(`at most ${OPERATIONS_MAX} operators in an expression`);
      this.cursor.next();
      const right = this.parseBinary(MATH_OPERATORS[operator] - 1);
      left = { kind: 'binary', operator, left, right };
    }
  }

  /** Two negations are none. */
  private parseOperand(): MathExpression {
    let isNegative = false;
    while (this.cursor.is('-', '+')) if (this.cursor.next().text === '-') isNegative = !isNegative;
    const operand = this.parsePrimary();
    if (!isNegative) return operand;
    return operand.kind === 'negation' ? operand.operand : { kind: 'negation', operand };
  }

  private parsePrimary(): MathExpression {
    const { cursor } = this;
    if (cursor.accept('(')) {
      const inner = this.parse();
      cursor.expect(')');
      return inner;
    }
    const { token } = cursor;
    const bracket = cursor.peek();
    if (token.kind === 'word' && bracket.text === '(' && bracket.kind === 'symbol') return this.parseCall();
    const { text } = cursor.compound('a field, a number or an expression in brackets', OPERAND_STOPS);
    const value = /^[-+]?\.?\d|^[-+]?inf$/i.test(text) ? parseNumberText(text) : undefined;
    if (value !== undefined) return { kind: 'number', value, text };
    if (token.kind === 'word' && /^\d/.test(text)) cursor.fail('a number', { at: token });
    return { kind: 'field', field: text === '' ? '_msg' : text };
  }

  private parseCall(): MathExpression {
    const { cursor } = this;
    const token = cursor.next();
    const name = token.keyword;
    if (!Object.hasOwn(MATH_FUNCTIONS, name)) {
      cursor.fail('the name of a math function', { at: token, known: Object.keys(MATH_FUNCTIONS) });
    }
    const items = cursor.list(() => this.parse());
    const [least, most] = MATH_FUNCTIONS[name as MathFunctionName];
    if (items.length < least || items.length > most) {
      const wanted = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} or ${most}`;
      cursor.fail(`${wanted} arguments of ${name}`, { at: token, problem: `${name} has ${items.length} arguments` });
    }
    return { kind: 'call', function: name as MathFunctionName, arguments: items };
  }
}

function operatorAt(cursor: Cursor): MathOperator | undefined {
  const { token } = cursor;
  return token.kind !== 'string' && Object.hasOwn(MATH_OPERATORS, token.text)
    ? (token.text as MathOperator)
    : undefined;
}

/** With as few brackets as the operators need; `quote` makes field names safe. */
export function printMathExpression(node: MathExpression, quote: (name: string) => string): string {
  switch (node.kind) {
    case 'number':
      return /^[\w.]+$/.test(node.text) ? node.text : quoteString(node.text);
    case 'field':
      return quote(node.field);
    case 'negation':
      return `-${printOperand(node.operand, 0, quote)}`;
    case 'binary': {
      const precedence = MATH_OPERATORS[node.operator];
      const left = printOperand(node.left, precedence, quote);
      return `${left} ${node.operator} ${printOperand(node.right, precedence - 1, quote)}`;
    }
    case 'call':
      return `${node.function}(${node.arguments.map((item) => printMathExpression(item, quote)).join(', ')})`;
  }
}

/** In brackets if it is an operation looser than `loosest`. */
function printOperand(node: MathExpression, loosest: number, quote: (name: string) => string): string {
  const text = printMathExpression(node, quote);
  return node.kind === 'binary' && MATH_OPERATORS[node.operator] > loosest ? `(${text})` : text;
}
