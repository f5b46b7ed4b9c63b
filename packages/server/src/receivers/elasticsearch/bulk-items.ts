import type { IngestReport } from 'log-analytics-engine';
import type { BulkAction } from './bulk-action.ts';
import type { FilterPath } from './filter-path.ts';

/** Why an item was not stored, by the names that Elasticsearch has for it. */
export interface BulkItemError {
  readonly type: string;
  readonly reason: string;
}

const NOTHING: Uint8Array = new Uint8Array(0);
const COMMA = Buffer.from(',');

/** The items of the answer to a bulk request, in the order of its actions; each as the bytes that it will have there. */
export class BulkItems {
  hasErrors = false;
  readonly #filter: FilterPath;
  readonly #actions: BulkAction[] = [];
  readonly #items: Uint8Array[] = [];
  /** Items of the same action look the same: most requests have one. */
  #lastAction: BulkAction | undefined;
  #lastItem: Uint8Array = NOTHING;

  constructor(filter: FilterPath) {
    this.#filter = filter;
  }

  get count(): number {
    return this.#items.length;
  }

  addStored(action: BulkAction): void {
    if (action !== this.#lastAction) {
      this.#lastAction = action;
      this.#lastItem = this.#itemOf(action, { status: 201, result: 'created' });
    }
    this.#actions.push(action);
    this.#items.push(this.#lastItem);
  }

  addFailed(action: BulkAction, error: BulkItemError, status = 400): void {
    this.hasErrors = true;
    this.#actions.push(action);
    this.#items.push(this.#itemOf(action, { status, error }));
  }

  /** Of items that are counted as stored, those of the given numbers are not. */
  fail(items: readonly number[], error: BulkItemError, status: number): void {
    if (items.length > 0) this.hasErrors = true;
    for (const item of items) this.#items[item] = this.#itemOf(this.#actions[item]!, { status, error });
  }

  /**
   * Takes in what the store says of lines that are counted as stored.
   * @param lineItems by line, the number of its item
   */
  applyReport(report: IngestReport, lineItems: readonly number[]): void {
    if (report.rejected === 0) return;
    for (const { line, reason } of report.errors) {
      const item = lineItems[line - 1];
      if (item !== undefined) this.fail([item], { type: 'document_parsing_exception', reason }, 400);
    }
  }

  /** The value of `items`; undefined where the filter leaves nothing of it. */
  json(): Uint8Array | undefined {
    const shown = this.#items.filter((item) => item.length > 0);
    if (shown.length === 0 && this.#filter.apply([], ['items']) === undefined) return undefined;
    const parts: Uint8Array[] = [Buffer.from('[')];
    shown.forEach((item, i) => {
      if (i > 0) parts.push(COMMA);
      parts.push(item);
    });
    return Buffer.concat([...parts, Buffer.from(']')]);
  }

  #itemOf({ operation, index, id }: BulkAction, outcome: object): Uint8Array {
    const item = {
      [operation]: { ...(index !== undefined && { _index: index }), ...(id !== undefined && { _id: id }), ...outcome },
    };
    const shown = this.#filter.apply(item, ['items']);
    return shown === undefined ? NOTHING : Buffer.from(JSON.stringify(shown));
  }
}
