import { MESSAGE_KEYS } from '../entry/entry-keys.ts';
import { MESSAGE_FIELD } from '../ingest/field-table.ts';
import { fieldNameOf, LEAF } from '../ingest/shape.ts';
import type { JsonType } from './block.ts';
import { type BlockLeaf, type BlockShape, JSON_TYPES } from './block-shape.ts';

/**
 * By shape: the type of a field's value, `object` for a field whose members are fields of their own, `missing` where there is none.
 * @param place the column of the field in the block; -1 for none
 */
export function fieldTypes(field: string, place: number, shapes: readonly BlockShape[]): JsonType[] {
  return shapes.map((shape) => fieldType(field, place, shape));
}

function fieldType(field: string, place: number, { leaves, timeLeaf }: BlockShape): JsonType {
  let type: JsonType = 'missing';
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    if (leaf.column >= 0 && leaf.column === place) return JSON_TYPES[leaf.type];
    // A value without a column is found by its path; the time has a meaning of its own.
    if (type !== 'missing' || i === timeLeaf) continue;
    if (leaf.column < 0 && nameOf(leaf, leaves) === field) type = JSON_TYPES[leaf.type];
    else if (isWithin(leaf.path, field)) type = 'object';
  }
  return type;
}

/** The field of a leaf that has no column. */
function nameOf(leaf: BlockLeaf, leaves: readonly BlockLeaf[]): string {
  const isMessage = leaf.type === LEAF.emptyString && leaf.path.length === 1 && leaf.path[0] === messageKeyOf(leaves);
  return isMessage ? MESSAGE_FIELD : fieldNameOf(leaf.path);
}

/** As `buildShape` chooses it. */
function messageKeyOf(leaves: readonly BlockLeaf[]): string | undefined {
  return MESSAGE_KEYS.find((key) =>
    leaves.some(
      ({ path, type }) => path.length === 1 && path[0] === key && type !== LEAF.null && type !== LEAF.emptyObject,
    ),
  );
}

/** Whether a field is an object that the path leads through. */
function isWithin(path: readonly string[], field: string): boolean {
  for (let length = 1; length < path.length; length++) {
    if (fieldNameOf(path.slice(0, length)) === field) return true;
  }
  return false;
}
