import type { SortField } from '../../logsql/syntax-tree.ts';
import { jsonText } from '../json-text.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import { TimeValues } from '../pipeline/time-values.ts';
import { numberKey, plainKeyOf, timeKey, type ValueKey } from '../value-order.ts';

/** The keys of the rows of a batch by one field; made when a row is first looked at. */
export type KeyColumn = (row: number) => ValueKey;

/** The key of a text: `valueKeyOf`, or `plainKeyOf` where no limit is set. */
export type KeyOf = (text: string) => ValueKey;

/** The key columns of the fields of a `sort`; without any, one over all fields. */
export function keyColumnsOf(batch: FieldBatch, by: readonly SortField[], keyOf: KeyOf): KeyColumn[] {
  return by.length === 0 ? [wholeRowKeys(batch, keyOf)] : by.map(({ field }) => keyColumnOf(batch, field, keyOf));
}

function keyColumnOf(batch: FieldBatch, field: string, keyOf: KeyOf): KeyColumn {
  const values = batch.values(field);
  if (values instanceof TimeValues) return (row) => timeKey(values.ms[row]!, values.subMs?.[row] ?? 0);
  const dictionary = values.dictionary();
  if (dictionary !== null) {
    const keys: (ValueKey | undefined)[] = [];
    return (row) => {
      const code = dictionary.codes[row]!;
      keys[code] ??= keyOf(dictionary.values[code]!);
      return keys[code];
    };
  }
  // Where exponents are texts, only the text tells.
  if (keyOf === plainKeyOf) return (row) => keyOf(values.texts()[row]!);
  const numbers = values.numbers();
  return (row) => {
    const number = numbers[row]!;
    // The text of a safe integer or a fraction tells no more than the number.
    return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? numberKey(number, '') : keyOf(values.texts()[row]!);
  };
}

/** Fields that stand before all others in a row. */
const FIRST_FIELDS = ['_time', '_stream_id', '_stream', '_msg'];

/** Fields that a pipe has named or made are compared in its order, empty ones too: `fields level, user | sort`. */
function wholeRowKeys(batch: FieldBatch, keyOf: KeyOf): KeyColumn {
  const isStored = batch.fields.has('_time') && batch.fields.has('_msg');
  const fields = isStored ? storedOrder(batch) : [...batch.fields];
  return (row) => {
    let text = '';
    for (const [name, values] of fields) {
      const value = values.texts()[row]!;
      if (value !== '' || !isStored) text += `${jsonText(name)}:${jsonText(value)},`;
    }
    return keyOf(text);
  };
}

/** Blocks have their other fields in different orders. */
function storedOrder(batch: FieldBatch): [string, FieldValues][] {
  return [...batch.fields].sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
}

function placeOf(field: string): number {
  const place = FIRST_FIELDS.indexOf(field);
  return place < 0 ? FIRST_FIELDS.length : place;
}
