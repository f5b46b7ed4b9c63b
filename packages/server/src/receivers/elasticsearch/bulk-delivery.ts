import { type Failure, failureOf } from '../../errors/error-status.ts';
import type { LineOutput } from '../fields/line-output.ts';
import type { StoreSink } from '../store-sink.ts';
import type { BulkItemError, BulkItems } from './bulk-items.ts';
import type { BulkTranslator } from './bulk-translator.ts';
import { elasticErrorType } from './elastic-error.ts';

export interface BulkDeliveryParts {
  readonly translator: BulkTranslator;
  readonly output: LineOutput;
  readonly items: BulkItems;
  readonly sink: StoreSink;
}

/** An action that could not be read: where no client looks for more than the number of its item, the name does not matter. */
const NO_ACTION = { operation: 'index', index: undefined, id: undefined } as const;

/**
 * Brings the documents of a bulk request to the store, chunk by chunk. As long as nothing of a request is stored, a failure is that of the
 * whole request, as with Elasticsearch, which parses it first. From then on it is told item by item: what is stored has an item
 * that says so, and what is not can be sent again.
 */
export class BulkDelivery {
  readonly #parts: BulkDeliveryParts;
  #hasStored = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(parts: BulkDeliveryParts) {
    this.#parts = parts;
  }

  /** Hands over what is translated so far. @throws as `StoreSink.add`, for one batch */
  async send(): Promise<void> {
    const { translator, output, items, sink } = this.#parts;
    const lineItems = translator.takeLineItems();
    await sink.add(
      output.take(),
      (report) => {
        this.#hasStored = true;
        items.applyReport(report, lineItems);
      },
      (error) => {
        this.#failure ??= { error };
        const failure = failureOf(error);
        items.fail(lineItems, itemError(failure), failure.status);
      },
    );
  }

  /** The rest of the request cannot be read. @throws the error where nothing is stored, and nothing is from then on */
  async breakOff(error: unknown): Promise<void> {
    await this.#parts.sink.abandon();
    if (!this.#hasStored) throw this.#failure?.error ?? error;
    await this.send();
    const failure = failureOf(error);
    this.#parts.items.addFailed(NO_ACTION, itemError(failure), failure.status);
  }

  /** Resolves when every item is settled. @throws what the store throws where it has taken nothing */
  async end(): Promise<void> {
    await this.#parts.sink.end();
    if (!this.#hasStored && this.#failure !== undefined) throw this.#failure.error;
  }
}

function itemError({ status, message }: Failure): BulkItemError {
  return { type: elasticErrorType(status), reason: message };
}
