import type { SortField } from '../../logsql/syntax-tree.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import { TimeValues } from '../pipeline/time-values.ts';
import { numberKey, timeKey, type ValueKey, valueKeyOf } from '../value-order.ts';

/** The keys of the rows of a batch by one field; made when a row is first looked at. */
export type KeyColumn = (row: number) => ValueKey;

/** The key columns of the fields of a `sort`; without any, one over all fields. */
export function keyColumnsOf(batch: FieldBatch, by: readonly SortField[]): KeyColumn[] {
  return by.length === 0 ? [wholeRowKeys(batch)] : by.map(({ field }) => keyColumnOf(batch, field));
}

function keyColumnOf(batch: FieldBatch, field: string): KeyColumn {
  const values = batch.values(field);
  if (values instanceof TimeValues) return (row) => timeKey(values.ms[row]!, values.subMs?.[row] ?? 0);
  const dictionary = values.dictionary();
  if (dictionary !== null) {
    const keys: (ValueKey | undefined)[] = [];
    return (row) => {
      const code = dictionary.codes[row]!;
      keys[code] ??= valueKeyOf(dictionary.values[code]!);
      return keys[code];
    };
  }
  const numbers = values.numbers();
  return (row) => {
    const number = numbers[row]!;
    // The text of a safe integer or a fraction tells no more than the number.
    if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return numberKey(number, '');
    const text = values.texts()[row]!;
    return Number.isNaN(number) ? valueKeyOf(text) : numberKey(number, text);
  };
}

function wholeRowKeys(batch: FieldBatch): KeyColumn {
  // Blocks have their fields in different orders.
  const fields = [...batch.fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return (row) => {
    let text = '';
    for (const [name, values] of fields) {
      const value = values.texts()[row]!;
      if (value !== '') text += `${JSON.stringify(name)}:${JSON.stringify(value)},`;
    }
    return valueKeyOf(text);
  };
}
