import type { ResultRow } from 'log-analytics-engine';
import { FieldBatch } from 'log-analytics-engine/internals';
import { jsonLines, type ResultBatch, rowsOfBatch } from 'log-analytics-engine/split';
import type { StreamQuery } from './query-messages.ts';
import type { SentBatch } from './sent-batch.ts';

/** Rows that are sent at once, and about so many characters of lines. */
const BATCH_ROWS = 512;
const BATCH_CHARS = 128 * 1024;
/** What is there waits no longer than this for more. */
const WAIT_MS = 50;

/** Makes a result into messages of a size worth one. */
export class ResultSender {
  /** Whether there were rows. */
  hasBegun = false;
  readonly #kind: StreamQuery['kind'];
  readonly #send: (batch: SentBatch) => Promise<void>;
  #rows: ResultRow[] = [];
  #lines = '';
  #sinceMs = Number.POSITIVE_INFINITY;

  /** @param send hands a batch on; the next one is made when its promise resolves */
  constructor(kind: StreamQuery['kind'], send: (batch: SentBatch) => Promise<void>) {
    this.#kind = kind;
    this.#send = send;
  }

  async add(batches: readonly ResultBatch[]): Promise<void> {
    for (const batch of batches) {
      const whole = FieldBatch.of(batch);
      for (let start = 0; start < whole.rowCount; start += BATCH_ROWS) {
        await this.#take(whole.slice(start, start + BATCH_ROWS));
      }
    }
    if (performance.now() - this.#sinceMs > WAIT_MS) await this.finish();
  }

  /** Sends what is left. */
  async finish(): Promise<void> {
    const batch = this.#kind === 'rows' ? this.#rows : Buffer.from(this.#lines);
    this.#rows = [];
    this.#lines = '';
    this.#sinceMs = Number.POSITIVE_INFINITY;
    if (batch.length === 0) return;
    await this.#send(batch);
  }

  async #take(batch: ResultBatch): Promise<void> {
    this.hasBegun = true;
    if (this.#sinceMs === Number.POSITIVE_INFINITY) this.#sinceMs = performance.now();
    if (this.#kind === 'lines') this.#lines += jsonLines(batch, { values: 'texts' });
    else for (const row of rowsOfBatch(batch)) this.#rows.push(row);
    if (this.#rows.length >= BATCH_ROWS || this.#lines.length >= BATCH_CHARS) await this.finish();
  }
}
