import { InvalidArgumentError } from 'log-analytics-engine';
import {
  LOGSQL,
  parseFilter,
  type Query,
  type QueryFilterNode,
  quoteString,
  type SyntaxRegistry,
} from 'log-analytics-engine/logsql';

/**
 * The filter of an `extra_filters` argument: LogsQL, or a JSON object of fields with a text or a list of texts. Undefined for an
 * empty one.
 * @throws InvalidArgumentError, QuerySyntaxError
 */
export function extraFilter(text: string, syntax: SyntaxRegistry): QueryFilterNode | undefined {
  if (text === '') return undefined;
  if (!text.startsWith('{"')) return parseFilter(text, syntax);
  const parts = fieldsOf(text).map(([field, values]) =>
    values.length === 1
      ? `${quoteString(field)}:=${quoteString(values[0]!)}`
      : `${quoteString(field)}:in(${values.map(quoteString).join(',')})`,
  );
  return parseFilter(parts.join(' '), LOGSQL);
}

/** As `extraFilter`, of an `extra_stream_filters` argument: the JSON object names labels of streams. */
export function extraStreamFilter(text: string, syntax: SyntaxRegistry): QueryFilterNode | undefined {
  if (text === '') return undefined;
  if (!text.startsWith('{"')) return parseFilter(text, syntax);
  const parts = fieldsOf(text).map(([field, values]) =>
    values.length === 1
      ? `${quoteString(field)}=${quoteString(values[0]!)}`
      : `${quoteString(field)}=~${quoteString(values.map(escapePattern).join('|'))}`,
  );
  return parseFilter(`{${parts.join(',')}}`, LOGSQL);
}

/** The query, and each query in it, with filters that its rows must pass as well. */
export function withFilters(query: Query, filters: readonly QueryFilterNode[]): Query {
  return filters.length === 0 ? query : (addFilters(query, filters) as Query);
}

/** A query is told from other nodes of the tree by its parts; the tree is plain data. */
function addFilters(node: unknown, filters: readonly QueryFilterNode[]): unknown {
  if (Array.isArray(node)) return node.map((part) => addFilters(part, filters));
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) copy[key] = addFilters(value, filters);
  const isQuery = 'options' in copy && 'filter' in copy && 'pipes' in copy;
  return isQuery ? { ...copy, filter: { kind: 'and', filters: [...filters, copy.filter] } } : copy;
}

function fieldsOf(text: string): [string, string[]][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`extra filters must be LogsQL or a JSON object: ${(error as Error).message}`);
  }
  const fields = Object.entries(parsed as object)
    .map(([field, value]): [string, string[]] => [field, textsOf(field, value)])
    .filter(([, values]) => values.length > 0);
  // Whoever restricts a user with it must not restrict to nothing in vain.
  if (fields.length === 0) throw new InvalidArgumentError('extra filters need at least one field with a value');
  return fields;
}

function textsOf(field: string, value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  for (const each of values) {
    if (typeof each !== 'string') {
      throw new InvalidArgumentError(
        `the extra filter of ${JSON.stringify(field)} must be a text or a list of texts, not ${JSON.stringify(each)}`,
      );
    }
  }
  return values as string[];
}

function escapePattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
