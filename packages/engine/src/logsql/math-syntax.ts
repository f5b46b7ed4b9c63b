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
import type { Token } from './token.ts';

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
/** In quotes too: what begins like a number has to be one. */
const LOOKS_LIKE_NUMBER = /^[-+]?(?:\.?\d|inf$)/i;

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
      this.countOperations(1);
      this.cursor.next();
      const right = this.parseBinary(MATH_OPERATORS[operator] - 1);
      left = { kind: 'binary', operator, left, right };
    }
  }

  private parseOperand(): MathExpression {
    let negations = 0;
    while (this.cursor.is('-', '+')) if (this.cursor.next().text === '-') negations++;
    this.countOperations(negations);
    let operand = this.parsePrimary();
    for (; negations > 0; negations--) operand = { kind: 'negation', operand };
    return operand;
  }

  private countOperations(count: number): void {
    this.operations += count;
    if (this.operations > OPERATIONS_MAX) this.cursor.fail(`at most ${OPERATIONS_MAX} operators in an expression`);
  }

  private parsePrimary(): MathExpression {
    const cursor: Cursor = this.cursor;
    if (cursor.accept('(')) {
      const inner = this.parse();
      cursor.expect(')');
      return inner;
    }
    const { token } = cursor;
    if (token.kind === 'word' && (isFunction(token.keyword) || isOpeningBracket(cursor.peek())))
      return this.parseCall();
    const { text } = cursor.compound('a field, a number or an expression in brackets', OPERAND_STOPS);
    if (!LOOKS_LIKE_NUMBER.test(text)) return { kind: 'field', field: text === '' ? '_msg' : text };
    const value = parseNumberText(text);
    if (value === undefined) cursor.fail('a number', { at: token });
    return { kind: 'number', value, text };
  }

  /** The names of functions are those of fields in quotes only. */
  private parseCall(): MathExpression {
    const cursor: Cursor = this.cursor;
    const token = cursor.next();
    const name = token.keyword;
    if (!isFunction(name)) {
      cursor.fail('the name of a math function', { at: token, known: Object.keys(MATH_FUNCTIONS) });
    }
    const items = cursor.list(() => this.parse());
    const [least, most] = MATH_FUNCTIONS[name];
    if (items.length < least || items.length > most) {
      const wanted = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} or ${most}`;
      cursor.fail(`${wanted} arguments of ${name}`, { at: token, problem: `${name} has ${items.length} arguments` });
    }
    return { kind: 'call', function: name, arguments: items };
  }
}

function isFunction(name: string): name is MathFunctionName {
  return Object.hasOwn(MATH_FUNCTIONS, name);
}

function isOpeningBracket({ kind, text }: Token): boolean {
  return kind === 'symbol' && text === '(';
}

function operatorAt(cursor: Cursor): MathOperator | undefined {
  const { token } = cursor;
  return token.kind !== 'string' && Object.hasOwn(MATH_OPERATORS, token.text)
    ? (token.text as MathOperator)
    : undefined;
}

/** How the operands of an expression are written. */
export interface MathOperandText {
  field(name: string): string;
  /** @param text A number as it was written, without quotes. */
  number(text: string): string;
}

/** Such that it is read back as the same. */
export function quotedNumber(text: string): string {
  return /^[\w.]+$/.test(text) ? text : quoteString(text);
}

/** With as few brackets as the operators need. */
export function printMathExpression(node: MathExpression, write: MathOperandText): string {
  switch (node.kind) {
    case 'number':
      return write.number(node.text);
    case 'field':
      return write.field(node.field);
    case 'negation':
      return `-${printOperand(node.operand, 0, write)}`;
    case 'binary': {
      const precedence = MATH_OPERATORS[node.operator];
      const left = printOperand(node.left, precedence, write);
      return `${left} ${node.operator} ${printOperand(node.right, precedence - 1, write)}`;
    }
    case 'call':
      return `${node.function}(${node.arguments.map((item) => printMathExpression(item, write)).join(', ')})`;
  }
}

/** In brackets if it is an operation looser than `loosest`. */
function printOperand(node: MathExpression, loosest: number, write: MathOperandText): string {
  const text = printMathExpression(node, write);
  return node.kind === 'binary' && MATH_OPERATORS[node.operator] > loosest ? `(${text})` : text;
}
