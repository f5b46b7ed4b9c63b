import type { ResultRow } from 'log-analytics-engine';
import { csvLine } from '../csv-text.ts';
import type { ExportTarget } from './export-target.ts';
import { ExportedColumns } from './exported-columns.ts';
import { writeParquet } from './parquet-file.ts';
import { RowSpool } from './row-spool.ts';

export interface ExportInput {
  readonly batches: AsyncIterable<readonly ResultRow[]>;
  /** Whether numbers come as texts, as from a server. */
  readonly readsTexts: boolean;
}

/** Writes rows in one format; returns how many there were. Memory does not grow with their number. */
export type ExportFormat = (input: ExportInput, target: ExportTarget) => Promise<number>;

export type ExportFormatName = 'ndjson' | 'csv' | 'parquet';

/** Characters that are written at once. */
const PORTION_LENGTH = 1 << 16;

export const EXPORT_FORMATS: Readonly<Record<ExportFormatName, ExportFormat>> = {
  ndjson: async ({ batches }, target) => {
    let count = 0;
    for await (const rows of batches) {
      if (rows.length === 0) continue;
      count += rows.length;
      await target.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
    return count;
  },

  csv: async ({ batches, readsTexts }, target) => {
    const columns = new ExportedColumns(readsTexts);
    await using spool = await RowSpool.fill(batches, (row) => columns.add(row));
    const names = columns.list().map(({ name }) => name);
    if (names.length === 0) return 0;
    let count = 0;
    let portion = `${csvLine(names)}\n`;
    for await (const row of spool.rows()) {
      count++;
      portion += `${csvLine(names.map((name) => row[name]))}\n`;
      if (portion.length < PORTION_LENGTH) continue;
      await target.write(portion);
      portion = '';
    }
    await target.write(portion);
    return count;
  },

  parquet: async ({ batches, readsTexts }, target) => {
    const columns = new ExportedColumns(readsTexts);
    let count = 0;
    await using spool = await RowSpool.fill(batches, (row) => {
      columns.add(row);
      count++;
    });
    await writeParquet(columns.list(), spool.rows(), target);
    return count;
  },
};
