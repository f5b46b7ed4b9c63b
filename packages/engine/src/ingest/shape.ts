import { isReservedKey, MESSAGE_KEYS, TIME_KEYS } from '../entry/entry-keys.ts';
import { type FieldTable, MESSAGE_FIELD, TIME_TEXT_FIELD } from './field-table.ts';

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

/** The field name of a path: its keys joined by dots, without the prefix `metadata` where that leaves the name free. */
export function fieldNameOf(path: readonly string[]): string {
  const [first, second] = path;
  if (first === METADATA_KEY && second !== undefined && !isReserved(second)) return path.slice(1).join('.');
  return path.join('.');
}

/** Decides which leaf is the time and which the message, and gives every other leaf its field. */
export function buildShape(
  id: number,
  leaves: readonly { path: readonly string[]; type: LeafType }[],
  fields: FieldTable,
): Shape {
  const timeLeaf = findByKey(leaves, TIME_KEYS, (type) => type === LEAF.string || type === LEAF.number);
  const messageLeaf = findByKey(leaves, MESSAGE_KEYS, (type) => type !== LEAF.null && type !== LEAF.emptyObject);
  // A key of that name is a field like any other, but never the text of the time.
  const occurrences = new Map<string, number>([[TIME_TEXT_FIELD, 1]]);
  // The message comes first to its name, so that a literal metadata key of the same name is the later occurrence.
  if (messageLeaf >= 0) occurrences.set(MESSAGE_FIELD, 1);
  const resolved = leaves.map(({ path, type }, index): Leaf => {
    const isEmpty = type === LEAF.null || type === LEAF.emptyString || type === LEAF.emptyObject;
    if (index === timeLeaf || isEmpty) return { path, type, field: -1 };
    if (index === messageLeaf) return { path, type, field: fields.idOf(MESSAGE_FIELD, 0) };
    const name = fieldNameOf(path);
    const occurrence = occurrences.get(name) ?? 0;
    occurrences.set(name, occurrence + 1);
    return { path, type, field: fields.idOf(name, occurrence) };
  });
  const levelLeaf = resolved.findIndex(({ type }) => isNamedLevel(type));
  const columns = Int32Array.from(resolved, ({ type, field }) => (isNamedLevel(type) ? -1 : field));
  return { id, leaves: resolved, fields: columns, timeLeaf, levelLeaf };
}

function isNamedLevel(type: LeafType): boolean {
  return type === LEAF.syslogLevel || type === LEAF.pinoLevel;
}

function findByKey(
  leaves: readonly { path: readonly string[]; type: LeafType }[],
  keys: readonly string[],
  accepts: (type: LeafType) => boolean,
): number {
  for (const key of keys) {
    const index = leaves.findIndex(({ path, type }) => path.length === 1 && path[0] === key && accepts(type));
    if (index >= 0) return index;
  }
  return -1;
}
