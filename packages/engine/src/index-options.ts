import { InvalidArgumentError } from './errors/engine-error.ts';
import { EXACT_INDEX_KIND } from './indexes/exact-index.ts';
import type { FieldIndex } from './indexes/field-index.ts';
import { fieldNameOf } from './query/field-name.ts';
import { wrong } from './wrong-argument.ts';

const KIND = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The indexes of a store: names of fields, and indexes of a user's own making. A name given twice counts once.
 * @param place what messages call the list
 * @param before checked ones, which come first
 * @throws InvalidArgumentError naming what was expected
 */
export function indexesOf(
  value: unknown,
  place = 'indexes',
  before: readonly (string | FieldIndex)[] = [],
): readonly (string | FieldIndex)[] {
  if (!Array.isArray(value)) throw wrong(place, 'a list of field names and indexes', value);
  const indexes = new Map(before.map((index) => [keyOf(index), index]));
  value.forEach((given: unknown, i) => {
    const index = typeof given === 'string' ? fieldOf(`${place}[${i}]`, given) : indexOf(`${place}[${i}]`, given);
    const key = keyOf(index);
    if (indexes.has(key) && typeof index !== 'string')
      throw new InvalidArgumentError(
        `${place}[${i}]: the field '${index.field}' has an index of the kind '${index.kind}' already`,
      );
    indexes.set(key, index);
  });
  return [...indexes.values()];
}

function keyOf(index: string | FieldIndex): string {
  return typeof index === 'string' ? `${EXACT_INDEX_KIND} ${index}` : `${index.kind} ${index.field}`;
}

function indexOf(key: string, value: unknown): FieldIndex {
  if (typeof value !== 'object' || value === null) throw wrong(key, 'a field name or a FieldIndex', value);
  const { field, kind, build, open } = value as Partial<FieldIndex>;
  fieldOf(`${key}.field`, field);
  if (typeof kind !== 'string' || !KIND.test(kind) || kind === EXACT_INDEX_KIND)
    throw wrong(`${key}.kind`, `1 to 64 letters, digits, '_', '-' and '.', and not '${EXACT_INDEX_KIND}'`, kind);
  if (typeof build !== 'function') throw wrong(`${key}.build`, 'a function', build);
  if (typeof open !== 'function') throw wrong(`${key}.open`, 'a function', open);
  return value as FieldIndex;
}

function fieldOf(key: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw wrong(key, 'a field name that is not empty', value);
  const field = fieldNameOf(value);
  if (field === '_time') throw new InvalidArgumentError(`${key}: times are indexed without being named`);
  return field;
}
