import type { SelectOptions } from './query/select-rows.ts';
import { unknownKey, wrong } from './wrong-argument.ts';

/** Which rows of a result are wanted, and in which order. */
export interface QueryOptions {
  /**
   * `timestamp` (the default), `severityScore`, or the name of a field, such as `source` or `user.id`: its numbers in numeric
   * order, then its texts, then the rows without it. Rows that are equal by it are in the order of their time.
   */
  readonly sortBy?: string | undefined;
  /** The exact reverse, except that rows without the field stay last. False unless given: the oldest come first. */
  readonly sortDesc?: boolean | undefined;
  /** From 0, which is the default. */
  readonly page?: number | undefined;
  /** Rows of a page; without it (and without `page`) all of them, with `page` alone 100. */
  readonly pageSize?: number | undefined;
}

const KEYS: readonly string[] = ['sortBy', 'sortDesc', 'page', 'pageSize'];
const PAGE_SIZE = 100;

/** @throws InvalidArgumentError naming the key, what was expected and what was given */
export function selectOptionsOf(options: QueryOptions): SelectOptions {
  if (typeof options !== 'object' || options === null) throw wrong('the options of a query', 'an object', options);
  for (const key of Object.keys(options)) if (!KEYS.includes(key)) throw unknownKey('query option', key, KEYS);
  const { sortBy, sortDesc, page, pageSize } = options;
  if (sortBy !== undefined && (typeof sortBy !== 'string' || sortBy === '')) {
    throw wrong('sortBy', 'the name of a field', sortBy);
  }
  if (sortDesc !== undefined && typeof sortDesc !== 'boolean') throw wrong('sortDesc', 'true or false', sortDesc);
  if (page !== undefined && !isCount(page, 0)) throw wrong('page', 'a whole number from 0', page);
  if (pageSize !== undefined && !isCount(pageSize, 1)) throw wrong('pageSize', 'a whole number from 1', pageSize);
  const limit = pageSize ?? (page === undefined ? Number.POSITIVE_INFINITY : PAGE_SIZE);
  return { sortBy, descending: sortDesc, offset: page === undefined ? 0 : page * limit, limit };
}

function isCount(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}
