import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { parseTimestamp, type ResultRow } from 'log-analytics-engine';
import type { ExportTarget } from './export-target.ts';
import type { ColumnType, ExportedColumn } from './exported-columns.ts';

/** Rows of a row group: as many as are held at once. */
const GROUP_ROWS = 20_000;

/** Times keep their nanoseconds. They are UTC; marked as such, DuckDB would cut them to microseconds. */
const ELEMENTS: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  integer: { type: 'INT64', repetition_type: 'OPTIONAL' },
  number: { type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  time: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' },
    repetition_type: 'OPTIONAL',
  },
};

/** Without rows a file needs a column even so. */
const NO_COLUMNS: readonly ExportedColumn[] = [{ name: '_msg', type: 'text' }];

/** Writes rows as a Parquet file, group by group; a field that a row has not is null. */
export async function writeParquet(
  columns: readonly ExportedColumn[],
  rows: AsyncIterable<ResultRow>,
  target: ExportTarget,
): Promise<void> {
  const all = columns.length === 0 ? NO_COLUMNS : columns;
  const schema: SchemaElement[] = [
    { name: 'root', num_children: all.length },
    ...all.map(({ name, type }): SchemaElement => ({ name, ...ELEMENTS[type] })),
  ];
  const writer = new ParquetWriter({ writer: new TargetWriter(target), schema, createdBy: 'log-analytics' });
  let group: ResultRow[] = [];
  const writeGroup = async (): Promise<void> => {
    const columnData = all.map(({ name, type }) => ({
      name,
      data: group.map((row) => cellOf(row[name], type)),
    }));
    await writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    group = [];
  };
  for await (const row of rows) {
    group.push(row);
    if (group.length === GROUP_ROWS) await writeGroup();
  }
  if (group.length > 0) await writeGroup();
  await writer.finish();
}

function cellOf(value: string | number | undefined, type: ColumnType): string | number | bigint | null {
  if (value === undefined) return null;
  switch (type) {
    case 'integer':
      return BigInt(value);
    case 'number':
      return Number(value);
    case 'time':
      return nanoseconds(String(value));
    case 'text':
      return String(value);
  }
}

function nanoseconds(time: string): bigint | null {
  const instant = parseTimestamp(time);
  return instant === undefined ? null : BigInt(instant.ms) * 1_000_000n + BigInt(instant.subMs);
}

/** Its bytes go to the target after each row group. */
class TargetWriter extends ByteWriter {
  readonly #target: ExportTarget;

  constructor(target: ExportTarget) {
    super();
    this.#target = target;
  }

  async flush(): Promise<void> {
    const bytes = new Uint8Array(this.buffer.slice(0, this.index));
    this.index = 0;
    await this.#target.write(bytes);
  }

  override finish(): Promise<void> {
    return this.flush();
  }
}
