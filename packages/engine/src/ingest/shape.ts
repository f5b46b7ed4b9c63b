import { isReservedKey } from '../entry/entry-keys.ts';

/** What stands at a leaf of a JSON object. The numbers stand in the format. */
export const LEAF = {
  string: 1,
  number: 2,
  boolean: 3,
  null: 4,
  emptyString: 5,
  array: 6,
  emptyObject: 7,
  /** A number 0–7 at `level`, stored under the name of that syslog severity. */
  syslogLevel: 8,
  /** A number 10, 20 … 60 at `level`, stored under the name of that pino level. */
  pinoLevel: 9,
} as const;

export type LeafType = (typeof LEAF)[keyof typeof LEAF];

/** Names that a key of `metadata` would collide with; there it keeps its prefix (`metadata.level`). */
function isReserved(name: string): boolean {
  return isReservedKey(name) || name === '_stream' || name === '_stream_id';
}

const METADATA_KEY = 'metadata';
const TIME_FIELD = '_time';

export interface Leaf {
  /** The keys from the root of the object to the leaf. */
  readonly path: readonly string[];
  readonly type: LeafType;
  /** The column that takes the value; -1 for the time, and for values that are empty. */
  readonly field: number;
}

/** The ordered paths and types of a row. With the values of its leaves it gives the row back as it went in. */
export interface Shape {
  readonly id: number;
  readonly leaves: readonly Leaf[];
  /** By leaf: the column that takes its value as it stands in the line, or -1. */
  readonly fields: Int32Array;
  /** Index of the leaf that is the entry's time, or -1. */
  readonly timeLeaf: number;
  /** Index of the leaf whose number is stored under the name of a level, or -1. */
  readonly levelLeaf: number;
}

/**
 * The field name of a path: its keys joined by dots, without the prefix `metadata` where that leaves the name free. What stands at
 * `_time` and is no time gets that prefix: every row has its time there.
 */
export function fieldNameOf(path: readonly string[]): string {
  const [first, second] = path;
  if (path.length === 1 && first === TIME_FIELD) return `${METADATA_KEY}.${TIME_FIELD}`;
  if (first === METADATA_KEY && second !== undefined && !isReserved(second)) return path.slice(1).join('.');
  return path.join('.');
}
