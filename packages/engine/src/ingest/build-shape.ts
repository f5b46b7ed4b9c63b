import { MESSAGE_KEYS, TIME_KEYS } from '../entry/entry-keys.ts';
import { type FieldTable, MESSAGE_FIELD, TIME_TEXT_FIELD } from './field-table.ts';
import { LEAF, type LeafType, type Shape } from './shape.ts';
import type { PathLeaf } from './shape-path.ts';

/** Decides which leaf is the time and which the message, and gives every other leaf its field. */
export function buildShape(id: number, leaves: readonly PathLeaf[], fields: FieldTable): Shape {
  const timeLeaf = findByKey(leaves, TIME_KEYS, (type) => type === LEAF.string || type === LEAF.number);
  const messageLeaf = findByKey(leaves, MESSAGE_KEYS, (type) => type !== LEAF.null && type !== LEAF.emptyObject);
  // A key of that name is a field like any other, but never the text of the time.
  const occurrences = new Map<string, number>([[TIME_TEXT_FIELD, 1]]);
  // The message comes first to its name, so that a literal metadata key of the same name is the later occurrence.
  if (messageLeaf >= 0) occurrences.set(MESSAGE_FIELD, 1);
  const resolved = leaves.map(({ path, type }, index) => {
    const isEmpty = type === LEAF.null || type === LEAF.emptyString || type === LEAF.emptyObject;
    if (index === timeLeaf || isEmpty) return path.leaf(type, -1);
    if (index === messageLeaf) return path.leaf(type, fields.idOf(MESSAGE_FIELD, 0));
    const occurrence = occurrences.get(path.name) ?? 0;
    occurrences.set(path.name, occurrence + 1);
    return path.leaf(type, fields.idOf(path.name, occurrence));
  });
  const levelLeaf = resolved.findIndex(({ type }) => isNamedLevel(type));
  const columns = Int32Array.from(resolved, ({ type, field }) => (isNamedLevel(type) ? -1 : field));
  return { id, leaves: resolved, fields: columns, timeLeaf, levelLeaf };
}

function isNamedLevel(type: LeafType): boolean {
  return type === LEAF.syslogLevel || type === LEAF.pinoLevel;
}

function findByKey(leaves: readonly PathLeaf[], keys: readonly string[], accepts: (type: LeafType) => boolean): number {
  for (const key of keys) {
    const index = leaves.findIndex(({ path, type }) => path.keys.length === 1 && path.keys[0] === key && accepts(type));
    if (index >= 0) return index;
  }
  return -1;
}
