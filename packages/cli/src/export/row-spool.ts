import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ResultRow } from 'log-analytics-engine';

/** Characters that are written at once. */
const PORTION_LENGTH = 1 << 20;

/** Rows in a temporary file: for what must know all of them before it writes the first. */
export class RowSpool implements AsyncDisposable {
  readonly #directory: string;
  readonly #file: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#file = join(directory, 'rows.ndjson');
  }

  /** Takes all rows in; `onRow` sees each. */
  static async fill(batches: AsyncIterable<readonly ResultRow[]>, onRow: (row: ResultRow) => void): Promise<RowSpool> {
    const spool = new RowSpool(await mkdtemp(join(tmpdir(), 'log-analytics-export-')));
    const handle = await open(spool.#file, 'w');
    try {
      let portion = '';
      for await (const rows of batches) {
        for (const row of rows) {
          onRow(row);
          portion += `${JSON.stringify(row)}\n`;
        }
        if (portion.length < PORTION_LENGTH) continue;
        await handle.write(portion);
        portion = '';
      }
      await handle.write(portion);
    } catch (error) {
      await spool[Symbol.asyncDispose]();
      throw error;
    } finally {
      await handle.close();
    }
    return spool;
  }

  async *rows(): AsyncGenerator<ResultRow, void> {
    for await (const line of createInterface({ input: createReadStream(this.#file) }))
      yield JSON.parse(line) as ResultRow;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}
