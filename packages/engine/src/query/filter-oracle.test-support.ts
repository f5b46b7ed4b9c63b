import { RE2JS } from 're2js';
import { containsPhrase, wordsOf } from '../bytes/words.ts';
import { severityScore } from '../entry/level.ts';
import { lowerCase } from '../entry/lower-case.ts';
import type { FilterNode } from '../logsql/filter-node.ts';
import { type TestRow, textOfValue, typeOfValue } from './array-block.test-support.ts';

/** Whether a row passes: each kind of filter by its definition, one row at a time. */
export function rowPasses(row: TestRow, node: FilterNode): boolean {
  const text = 'field' in node ? textOfValue(row.fields[node.field]) : '';
  const level = textOfValue(row.fields.level);
  switch (node.kind) {
    case 'all':
      return true;
    case 'and':
      return node.filters.every((part) => rowPasses(row, part));
    case 'or':
      return node.filters.some((part) => rowPasses(row, part));
    case 'not':
      return !rowPasses(row, node.filter);
    case 'time': {
      const ns = BigInt(row.ms) * 1_000_000n + BigInt(row.subMs ?? 0);
      return (node.startNs === null || ns >= node.startNs) && (node.endNs === null || ns <= node.endNs);
    }
    case 'phrase':
      return node.ignoreCase ? containsPhrase(lowerCase(text), lowerCase(node.text)) : containsPhrase(text, node.text);
    case 'prefix':
      return node.ignoreCase ? hasPrefix(lowerCase(text), lowerCase(node.text)) : hasPrefix(text, node.text);
    case 'substring':
      return node.ignoreCase ? lowerCase(text).includes(lowerCase(node.text)) : text.includes(node.text);
    case 'exact':
      return text === node.text;
    case 'exact-prefix':
      return text.startsWith(node.text);
    case 'any-value':
      return text !== '';
    case 'empty':
      return text === '';
    case 'in':
      return node.values.includes(text);
    case 'regexp':
      return RE2JS.compile(node.pattern).test(text);
    case 'range':
      return isNumberText(text) && isWithin(exactNumber(text), node);
    case 'level':
      return node.names.map(lowerCase).includes(lowerCase(level));
    case 'min-severity':
      return severityScore(level) >= node.score;
    case 'tags': {
      const tags = (row.fields.tags ?? []) as readonly string[];
      return node.mode === 'any'
        ? node.elements.some((element) => tags.includes(element))
        : node.elements.every((element) => tags.includes(element));
    }
    case 'typed-equals': {
      const value = row.fields[node.field];
      if (isNumeric(value) && isNumeric(node.value)) return !(value < node.value) && !(value > node.value);
      return (value ?? null) === node.value;
    }
    case 'typed-range': {
      const value = row.fields[node.field];
      return typeOfValue(value) === 'number' && isWithin(value as number | bigint, node);
    }
  }
}

/** For the one-word prefixes that the tests use. */
function hasPrefix(text: string, prefix: string): boolean {
  return prefix === '' ? text !== '' : wordsOf(text).some((word) => word.startsWith(prefix));
}

function isNumberText(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** An integer keeps all of its digits. */
function exactNumber(text: string): number | bigint {
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}

function isWithin(
  value: number | bigint,
  range: { low: number; lowInclusive: boolean; high: number; highInclusive: boolean },
): boolean {
  if (value < range.low || value > range.high) return false;
  return (value > range.low || range.lowInclusive) && (value < range.high || range.highInclusive);
}
