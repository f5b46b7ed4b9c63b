import { formatInstant } from '../../entry/instant.ts';
import { parseQuantityText } from '../../logsql/number-literal.ts';
import type { StatsFunctionNode } from '../../logsql/stats-function-node.ts';
import { type TestRow, textOfValue } from '../array-block.test-support.ts';
import { formatDouble } from '../number-format.ts';
import { compareValues } from '../value-order.ts';

/** A row as a stats function sees it. */
export type TextRow = ReadonlyMap<string, string>;

export function textRowOf(row: TestRow): TextRow {
  const texts = new Map([['_time', formatInstant({ ms: row.ms, subMs: row.subMs ?? 0 })]]);
  for (const [field, value] of Object.entries(row.fields)) texts.set(field, textOfValue(value));
  return texts;
}

/**
 * The result of a function over rows by its definition. Where any of several results is right, they are one: lists come
 * sorted, and of rows only the value that chose them counts (see `comparable`).
 */
export function statsByDefinition(node: StatsFunctionNode, rows: readonly TextRow[]): string {
  const values =
    'fields' in node ? rows.flatMap((row) => matching(row, node.fields).map((field) => row.get(field) ?? '')) : [];
  const numbers = values.map(parseQuantityText).filter((number) => number !== undefined);
  const sum = numbers.reduce((a, b) => a + b, 0);
  switch (node.kind) {
    case 'avg':
      return formatDouble(sum / numbers.length);
    case 'sum':
    case 'rate_sum':
      return numbers.length === 0 ? 'NaN' : formatDouble(sum);
    case 'count':
      return String(rows.filter((row) => hasValue(row, node.fields)).length);
    case 'count_empty':
      return String(rows.filter((row) => !hasValue(row, node.fields)).length);
    case 'rate':
      return String(rows.length);
    case 'count_uniq':
    case 'count_uniq_hash': {
      const tuples = rows.map((row) => node.fields.map((field) => row.get(field) ?? ''));
      const distinct = new Set(
        tuples.filter((texts) => texts.some((text) => text !== '')).map((texts) => JSON.stringify(texts)),
      );
      return String(node.limit === 0 ? distinct.size : Math.min(distinct.size, node.limit));
    }
    case 'min':
      return keyOf(values.toSorted(compareValues)[0] ?? '');
    case 'max':
      return keyOf(values.toSorted(compareValues).at(-1) ?? '');
    case 'median':
      return quantile(values, 0.5);
    case 'quantile':
      return quantile(values, node.phi);
    case 'sum_len':
      return String(values.reduce((total, text) => total + Buffer.byteLength(text), 0));
    case 'uniq_values':
      return comparable(node, JSON.stringify([...new Set(values)].filter((text) => text !== '')));
    case 'values':
      return comparable(node, JSON.stringify(values));
    case 'json_values':
      return comparable(node, JSON.stringify(rows.map((row) => jsonOf(row, node.fields))));
    case 'row_min':
    case 'row_max': {
      const chosen = rows.filter((row) => (row.get(node.field) ?? '') !== '');
      chosen.sort((a, b) => compareValues(a.get(node.field)!, b.get(node.field)!));
      const row = chosen.at(node.kind === 'row_min' ? 0 : -1);
      return comparable(node, row === undefined ? '{}' : jsonOf(row, node.fields));
    }
    case 'row_any':
      return comparable(node, rows[0] === undefined ? '{}' : jsonOf(rows[0], node.fields));
    default:
      throw new Error(`there is no definition of ${node.kind}`);
  }
}

/** A result such that equally right results are equal. */
export function comparable(node: StatsFunctionNode, text: string): string {
  switch (node.kind) {
    case 'min':
    case 'max':
    case 'median':
    case 'quantile':
      return keyOf(text);
    case 'uniq_values':
    case 'values':
      return JSON.stringify((JSON.parse(text) as string[]).sort());
    case 'json_values':
      // How a row is escaped within the list is not its meaning.
      return JSON.stringify((JSON.parse(text) as string[]).map((row) => JSON.stringify(JSON.parse(row))).sort());
    case 'row_min':
    case 'row_max':
      return keyOf((JSON.parse(text) as Record<string, string>)[node.field] ?? '');
    case 'row_any':
      return text === '{}' ? 'none' : 'some';
    default:
      return text;
  }
}

/** Texts that are the same number are equally great. */
function keyOf(text: string): string {
  const number = parseQuantityText(text);
  return number === undefined ? text : `number ${number}`;
}

function quantile(values: readonly string[], phi: number): string {
  const sorted = values.filter((text) => text !== '').sort(compareValues);
  return keyOf(sorted[Math.min(Math.floor(phi * sorted.length), sorted.length - 1)] ?? '');
}

function matching(row: TextRow, patterns: readonly string[]): string[] {
  const named = patterns.filter((pattern) => !pattern.endsWith('*'));
  const found = [...row.keys()].filter((field) =>
    patterns.some((pattern) => pattern.endsWith('*') && field.startsWith(pattern.slice(0, -1))),
  );
  return [...new Set([...named, ...found])];
}

function hasValue(row: TextRow, patterns: readonly string[]): boolean {
  return matching(row, patterns).some((field) => (row.get(field) ?? '') !== '');
}

function jsonOf(row: TextRow, patterns: readonly string[]): string {
  const fields = matching(row, patterns).filter((field) => (row.get(field) ?? '') !== '');
  return JSON.stringify(Object.fromEntries(fields.sort().map((field) => [field, row.get(field)])));
}
