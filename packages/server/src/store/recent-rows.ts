import type { MatchedRow } from 'log-analytics-engine/internals';

const ROWS_MAX = 20_000;
const CHARS_MAX = 8 * 1024 * 1024;

/** The texts of the newest rows, by number. */
export class RecentRows {
  readonly #texts = new Map<number, string>();
  #chars = 0;

  /** Adds rows with the numbers from `first` on. */
  add(first: number, rows: readonly Pick<MatchedRow, 'text'>[]): void {
    for (const [index, { text }] of rows.entries()) {
      this.#texts.set(first + index, text);
      this.#chars += text.length;
    }
    for (const [number, text] of this.#texts) {
      if (this.#texts.size <= ROWS_MAX && this.#chars <= CHARS_MAX) break;
      this.#texts.delete(number);
      this.#chars -= text.length;
    }
  }

  get(number: number): string | undefined {
    return this.#texts.get(number);
  }
}
