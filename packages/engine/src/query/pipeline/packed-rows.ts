import { codeTexts } from './batch-groups.ts';
import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import { RowOrder } from './row-order.ts';
import { TextValues } from './text-values.ts';
import { TimeValues } from './time-values.ts';

/** Rows as plain data, for another thread. Nothing of their blocks is left, and nothing that a pipe could see is lost. */
export interface PackedRows {
  readonly rowCount: number;
  readonly hasAliases: boolean;
  readonly fields: readonly (readonly [name: string, values: PackedValues])[];
  /** As `FieldBatch.order`; null where the rows are in no order. */
  readonly order: PackedOrder | null;
}

/** As `RowOrder`. */
export interface PackedOrder {
  readonly ms: Float64Array;
  readonly subMs: Uint32Array;
  readonly sequence: Float64Array;
}

/** Times; or the different texts, the text of each row, and by row 1 where it was a number (null: nowhere). */
export type PackedValues =
  | { readonly ms: Float64Array; readonly subMs: Uint32Array | null }
  | { readonly values: readonly string[]; readonly codes: Codes; readonly numbers: Uint8Array | null };

type Codes = Uint8Array | Uint16Array | Uint32Array;

export function packRows({ rowCount, hasAliases, fields, order }: FieldBatch): PackedRows {
  return {
    rowCount,
    hasAliases,
    fields: [...fields].map(([name, values]) => [name, packValues(values, rowCount)] as const),
    order: order === null ? null : { ms: order.ms, subMs: order.subMs, sequence: order.sequence },
  };
}

function packValues(values: FieldValues, rowCount: number): PackedValues {
  if (values instanceof TimeValues) return { ms: values.ms, subMs: values.subMs };
  const coded = codeTexts(values.texts());
  const numbers = new Uint8Array(rowCount);
  let hasNumbers = false;
  for (let row = 0; row < rowCount; row++) {
    if (!values.isNumber(row)) continue;
    numbers[row] = 1;
    hasNumbers = true;
  }
  return { values: coded.values, codes: narrowest(coded), numbers: hasNumbers ? numbers : null };
}

function narrowest({ values, codes }: { readonly values: readonly string[]; readonly codes: Codes }): Codes {
  if (values.length <= 0x100) return Uint8Array.from(codes);
  return values.length <= 0x10000 ? Uint16Array.from(codes) : codes;
}

export function unpackRows({ rowCount, hasAliases, fields, order }: PackedRows): FieldBatch {
  const unpacked = new Map(fields.map(([name, values]) => [name, unpackValues(values)]));
  const places = order === null ? null : new RowOrder(order.ms, order.subMs, order.sequence);
  return new FieldBatch(rowCount, unpacked, hasAliases, places);
}

function unpackValues(packed: PackedValues): FieldValues {
  if ('ms' in packed) return new TimeValues(packed.ms, packed.subMs);
  const { values, codes, numbers } = packed;
  return new TextValues(
    Array.from(codes, (code) => values[code]!),
    numbers ?? 'none',
  );
}
