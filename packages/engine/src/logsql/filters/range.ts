import type { Cursor } from '../cursor.ts';
import { formatNumber, parseNumberText } from '../number-literal.ts';
import type { Printer } from '../printer.ts';
import type { FilterSyntax } from '../syntax-entry.ts';
import type { QueryFilterNode, QueryRangeNode } from '../syntax-tree.ts';

/** `range(a, b]`, and `>a`, `>=a`, `<a`, `<=a` with a number; with another text these are a range of texts. */
export const rangeFilter: FilterSyntax<'range'> = {
  kind: 'range',
  names: ['range', '>', '<'],
  brackets: ['(', '['],
  help: {
    syntax: '>a | >=a | <a | <=a | range(a, b) | range[a, b]',
    description: 'rows in which the field is a number within the bounds; square brackets include the bound',
    example: 'response_size:>10KiB duration:range[1s, 5s)',
  },
  parse(cursor, field) {
    return cursor.is('range') ? parseRange(cursor, field ?? '_msg') : parseComparison(cursor, field ?? '_msg');
  },
  print(node, printer) {
    return printer.prefix(node.field) + (printComparison(node, printer) ?? printRange(node, printer));
  },
};

function parseRange(cursor: Cursor, field: string): QueryFilterNode {
  cursor.next();
  const lowInclusive = cursor.next().text === '[';
  const low = requireNumber(cursor);
  cursor.expect(',');
  const high = requireNumber(cursor);
  if (!cursor.is(')', ']')) cursor.fail(["')'", "']'"]);
  const highInclusive = cursor.next().text === ']';
  return {
    kind: 'range',
    field,
    low: low.value,
    lowInclusive,
    high: high.value,
    highInclusive,
    lowText: low.text,
    highText: high.text,
  };
}

function requireNumber(cursor: Cursor): { value: number; text: string } {
  const { text, first } = cursor.compound('a number');
  const value = parseBound(text);
  if (value === undefined) cursor.fail('a number, duration, size, time or IPv4 address', { at: first });
  return { value, text };
}

/** No number is within a range that has NaN as a bound; the reference takes it for a number, too. */
function parseBound(text: string): number | undefined {
  return text.toLowerCase() === 'nan' ? NaN : parseNumberText(text);
}

function parseComparison(cursor: Cursor, field: string): QueryFilterNode {
  const isLow = cursor.next().text === '>';
  const inclusive = cursor.accept('=');
  const { text } = cursor.compound('a number or a text');
  const value = parseBound(text);
  if (value === undefined) {
    return isLow
      ? { kind: 'string-range', field, low: text, lowInclusive: inclusive, high: null, highInclusive: false }
      : { kind: 'string-range', field, low: '', lowInclusive: true, high: text, highInclusive: inclusive };
  }
  const open = { low: -Infinity, lowInclusive: true, high: Infinity, highInclusive: true };
  return isLow
    ? { kind: 'range', field, ...open, low: value, lowInclusive: inclusive, lowText: text }
    : { kind: 'range', field, ...open, high: value, highInclusive: inclusive, highText: text };
}

/** Undefined if the range has two ends. */
function printComparison(node: QueryRangeNode, printer: Printer): string | undefined {
  if (node.highText === undefined && node.high === Infinity && node.highInclusive) {
    return `>${node.lowInclusive ? '=' : ''}${printBound(node.lowText, node.low, printer)}`;
  }
  if (node.lowText === undefined && node.low === -Infinity && node.lowInclusive) {
    return `<${node.highInclusive ? '=' : ''}${printBound(node.highText, node.high, printer)}`;
  }
  return undefined;
}

function printRange(node: QueryRangeNode, printer: Printer): string {
  const low = printBound(node.lowText, node.low, printer);
  const high = printBound(node.highText, node.high, printer);
  return `range${node.lowInclusive ? '[' : '('}${low}, ${high}${node.highInclusive ? ']' : ')'}`;
}

function printBound(text: string | undefined, value: number, printer: Printer): string {
  if (text === undefined) return formatNumber(value);
  return /^[-+]?[\w.:]+$/.test(text) ? text : printer.value(text);
}
