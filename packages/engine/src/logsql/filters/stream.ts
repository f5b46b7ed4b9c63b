import type { Cursor } from '../cursor.ts';
import { printTexts, tryTexts } from '../filter-arguments.ts';
import type { StreamMatcher } from '../leaf-filter-node.ts';
import type { Printer } from '../printer.ts';
import { requireRegexp } from '../regexp-pattern.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

const LABEL_STOPS: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~', ',', '{', '}', '"', "'", '`']);
const VALUE_STOPS: ReadonlySet<string> = new Set([',', '{', '}', '(', '"', "'", '`']);
const OPERATORS = ["'='", "'!='", "'=~'", "'!~'", "'in'", "'not_in'"];

/** `{app="nginx", host=~"a.+" or app in (a, b)}`, also after `_stream:`. */
export const streamFilter: FilterSyntax<'stream'> = {
  kind: 'stream',
  names: ['{'],
  fields: ['_stream'],
  help: {
    syntax: '{label="value", label=~"pattern" or label in (a, b)}',
    description: 'rows of the streams whose labels match; also !=, !~ and not_in',
    example: '{app="nginx", host!~"test-.+"}',
  },
  // The reference takes nothing else after `_stream:`; ours is a field that can be compared like others.
  takes: (cursor) => cursor.is('{'),
  parse(cursor, field) {
    if (field !== null && field !== '_stream') cursor.fail(`a filter for the field ${field} (only _stream has labels)`);
    cursor.expect('{');
    const alternatives = [matchers(cursor)];
    while (cursor.accept('or')) {
      if (cursor.is('}')) cursor.fail('a label');
      alternatives.push(matchers(cursor));
    }
    if (!cursor.accept('}')) cursor.fail(["'}'", "','", "'or'"]);
    return { kind: 'stream', alternatives };
  },
  print(node, printer) {
    const alternatives = node.alternatives.map((all) => all.map((one) => printMatcher(one, printer)).join(','));
    return `{${alternatives.join(' or ')}}`;
  },
};

function matchers(cursor: Cursor): StreamMatcher[] {
  const all: StreamMatcher[] = [];
  while (!cursor.is('}') && !cursor.atEnd) {
    all.push(matcher(cursor));
    if (!cursor.accept(',')) break;
  }
  return all;
}

function matcher(cursor: Cursor): StreamMatcher {
  const label = cursor.compound('a label', LABEL_STOPS).text;
  if (!cursor.is('=', '!=', '=~', '!~', 'in', 'not_in')) cursor.fail(OPERATORS);
  const operator = cursor.next().keyword as StreamMatcher['operator'];
  if (operator === 'in' || operator === 'not_in') {
    const values = tryTexts(cursor);
    if (values === undefined) cursor.fail('values in brackets');
    return values === 'all'
      ? { label, operator: operator === 'in' ? '=~' : '!~', value: '.*' }
      : { label, operator, values };
  }
  const value = cursor.compound('a value', VALUE_STOPS);
  if (operator === '=~' || operator === '!~') requireRegexp(cursor, value);
  return { label, operator, value: value.text };
}

function printMatcher(one: StreamMatcher, printer: Printer): string {
  const label = printer.name(one.label);
  if ('values' in one) return `${label} ${one.operator} ${printTexts(one.values, printer)}`;
  return `${label}${one.operator}${printer.quoted(one.value)}`;
}
