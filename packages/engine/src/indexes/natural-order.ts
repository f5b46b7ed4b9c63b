import { InvalidArgumentError } from '../errors/engine-error.ts';

/** Negative, zero or positive as `a` sorts before, with or after `b`; a total order. */
export type Compare<K> = (a: K, b: K) => number;

/**
 * The order of `<`: numbers and bigints by value, strings by UTF-16 units, dates by time, false before true.
 * @throws InvalidArgumentError for keys that have no such order: NaN, objects, a string beside a number
 */
export function naturalOrder(a: unknown, b: unknown): number {
  if (isOrdered(a) && isOrdered(b) && (typeof a === typeof b || (isNumeric(a) && isNumeric(b)))) {
    if (a < b) return -1;
    if (a > b) return 1;
    // Neither smaller nor greater is not yet equal: NaN is neither.
    if (a <= b) return 0;
  }
  throw new InvalidArgumentError(
    `${describe(a)} and ${describe(b)} have no natural order: give the tree a compare function`,
  );
}

type Ordered = number | bigint | string | boolean | Date;

function isOrdered(value: unknown): value is Ordered {
  const type = typeof value;
  return type === 'number' || type === 'string' || type === 'bigint' || type === 'boolean' || value instanceof Date;
}

function isNumeric(value: Ordered): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function describe(key: unknown): string {
  return isOrdered(key) ? `${typeof key} ${String(key)}` : `a key of type ${key === null ? 'null' : typeof key}`;
}
