import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { EncodingName } from './column.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { ConstantColumn } from './constant-column.ts';
import { DecimalColumn } from './decimal-column.ts';
import { DictionaryColumn } from './dictionary-column.ts';
import { encodeDistinctValues } from './encode-column.ts';
import { HexColumn } from './hex-column.ts';
import type { HexColumnAt } from './hex-links.ts';
import { IntegerColumn } from './integer-column.ts';
import { Ipv4Column } from './ipv4-column.ts';
import { RowIndex } from './row-index.ts';
import { TemplateColumn } from './template-column.ts';
import { TemplateRows } from './template-rows.ts';
import { TextColumn } from './text-column.ts';
import { readUint32 } from './unsigned-stream.ts';
import type { ValueColumn } from './value-column.ts';
import { ByteValues, type ValueList } from './value-list.ts';

/** The number of each encoding in the format. A number is never given twice. */
const ENCODING_IDS: Record<EncodingName, number> = {
  constant: 1,
  dictionary: 2,
  integer: 3,
  decimal: 4,
  ipv4: 5,
  hex: 6,
  template: 7,
  text: 8,
};

type Reader = (rows: RowIndex, source: ColumnSource, hexColumnAt: HexColumnAt | null) => ValueColumn;

const READERS: Record<EncodingName, Reader> = {
  constant: ConstantColumn.read,
  dictionary: readDictionary,
  integer: IntegerColumn.read,
  decimal: DecimalColumn.read,
  ipv4: Ipv4Column.read,
  hex: HexColumn.read,
  template: TemplateColumn.read,
  text: TextColumn.read,
};

const NAMES = new Map<number, EncodingName>(
  Object.entries(ENCODING_IDS).map(([name, id]) => [id, name as EncodingName]),
);

/**
 * Writes a column's encoding and all that it needs to be read back, but for its rows.
 *
 * @param siblings the columns of the block, by place: a template column leaves out what it has in common with one of them
 */
export function writeColumn(sink: ColumnSink, column: ValueColumn, siblings: readonly ValueColumn[] = []): void {
  sink.meta.u8(ENCODING_IDS[column.encoding]);
  column.write(sink, siblings);
  if (column instanceof DictionaryColumn) {
    sink.meta.varint(column.values.count);
    writeColumn(sink, encodeDistinctValues(bytesOf(column.values)));
  }
}

/**
 * Reads back what `writeColumn` wrote.
 *
 * @param hexColumnAt a sibling that the column says it has values in common with; null where it has no siblings
 * @throws MalformedBytesError
 */
export function readColumn(rows: RowIndex, source: ColumnSource, hexColumnAt: HexColumnAt | null = null): ValueColumn {
  return READERS[readEncoding(source)](rows, source, hexColumnAt);
}

/** Of a template column which rows have which template, without its texts and variables; null for columns of other encodings. */
export function readTemplateRows(rows: RowIndex, source: ColumnSource): TemplateRows | null {
  return readEncoding(source) === 'template' ? TemplateRows.read(rows, source) : null;
}

/** Whether the bytes that `writeColumn` wrote to `meta` are those of a column of hexadecimal values: it has no siblings to ask. */
export function isHexColumn(meta: Uint8Array): boolean {
  return meta[0] === ENCODING_IDS.hex;
}

function readEncoding(source: ColumnSource): EncodingName {
  const id = source.meta.u8();
  const name = NAMES.get(id);
  if (name === undefined) throw new MalformedBytesError(`a column has the unknown encoding ${id}`);
  return name;
}

function readDictionary(rows: RowIndex, source: ColumnSource): DictionaryColumn {
  const codes = readUint32(source, rows.count);
  const count = source.meta.varint();
  if (count > rows.count) throw new MalformedBytesError(`a dictionary of ${rows.count} rows has ${count} values`);
  for (let i = 0; i < codes.length; i++)
    if (codes[i]! >= count) throw new MalformedBytesError('a dictionary code is out of range');
  const encoding = readEncoding(source);
  if (encoding === 'dictionary') throw new MalformedBytesError('the values of a dictionary are a dictionary');
  const values = READERS[encoding](RowIndex.dense(count), source, null);
  return new DictionaryColumn(rows, new DecodedValues(values), codes);
}

/** The distinct values of a dictionary read back, each decoded at most once. */
class DecodedValues implements ValueList {
  private readonly column: ValueColumn;
  private readonly texts: (string | undefined)[];

  constructor(column: ValueColumn) {
    this.column = column;
    this.texts = new Array<string | undefined>(column.rows.count);
  }

  get count(): number {
    return this.column.rows.count;
  }

  text(index: number): string {
    this.texts[index] ??= this.column.valueText(index);
    return this.texts[index];
  }
}

function bytesOf(values: ValueList): ByteValues {
  if (values instanceof ByteValues) return values;
  const pieces = Array.from({ length: values.count }, (_, i) => Buffer.from(values.text(i)));
  const offsets = new Uint32Array(pieces.length + 1);
  pieces.forEach((piece, i) => {
    offsets[i + 1] = offsets[i]! + piece.length;
  });
  return new ByteValues(new Uint8Array(Buffer.concat(pieces)), offsets);
}
