import { readFileSync } from 'node:fs';

/** A question to the query API, and what a VictoriaLogs answered. */
export interface RecordedAnswer {
  /** LogsQL, for `/select/logsql/query`. */
  readonly query?: string;
  /** Another endpoint, with its arguments. */
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Whether the rows have an order that the question decides. */
  readonly ordered?: boolean;
  /** What VictoriaLogs answered: the rows, the JSON of another endpoint, or `refused` of any status from 400 to 499. */
  readonly answer?: unknown;
}

export const REFUSED = 'refused';

export function readRecorded(file: string | URL): RecordedAnswer[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RecordedAnswer);
}

/** Asks a server what the record asks. @throws Error of a status from 500 on */
export async function ask(
  url: string,
  { query, path, params }: RecordedAnswer,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const endpoint = path ?? '/select/logsql/query';
  const body = new URLSearchParams({ ...(query === undefined ? {} : { query }), ...params });
  const response = await fetch(url + endpoint, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.status >= 500) throw new Error(`${response.status} to ${endpoint}?${body}: ${text}`);
  if (response.status >= 400) return REFUSED;
  if (!endpoint.endsWith('/query')) return JSON.parse(text);
  const rows = text.split('\n').filter((line) => line !== '');
  return rows.map((line) => JSON.parse(line) as unknown);
}

/**
 * An answer as it is compared: rows in one order unless theirs is decided, keys in one order, fields with empty values left out
 * (an empty value is a missing one), fractions to 11 digits (sums of floats depend on the order of adding).
 */
export function comparable(answer: unknown, ordered = false): unknown {
  if (Array.isArray(answer)) {
    const items = answer.map((item) => comparable(item, ordered));
    return ordered ? items : items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof answer === 'object' && answer !== null) {
    const entries = Object.entries(answer).filter(([, value]) => value !== '');
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, value]) => [key, comparable(value, ordered)]));
  }
  if (typeof answer === 'string' && FRACTION.test(answer)) return Number(Number(answer).toPrecision(11));
  return answer;
}

const FRACTION = /^-?\d+\.\d+(e[+-]?\d+)?$/;
