import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { IngestService } from '../operations/ingest-service.ts';
import type { ReceivedRequest } from '../receivers/receiver.ts';
import type { RequestBatch } from './batch-id.ts';
import { isRawSnappy } from './content-encoding.ts';
import type { IdleWatch } from './idle-watch.ts';
import { uncompressRawSnappy } from './raw-snappy.ts';
import { RequestBody } from './request-body.ts';

const NO_QUERY = new URLSearchParams();

/** A request of the HTTP port as receivers see it. What few of them ask for is made when they do. */
export class HttpReceivedRequest implements ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly #body: RequestBody;
  readonly #batch: RequestBatch | undefined;
  readonly #queryText: string;
  readonly #tenant: string;
  readonly #ingest: IngestService;
  #query: URLSearchParams | undefined;
  #mediaType: string | undefined;
  #heldBytes = 0;

  /**
   * @param batch is told of the body as it is read
   * @throws BodyError 415 for an encoding that is not known
   */
  constructor(
    request: IncomingMessage,
    tenant: string,
    ingest: IngestService,
    watch: IdleWatch,
    batch?: RequestBatch | undefined,
  ) {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    this.method = request.method ?? 'GET';
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.headers = request.headers;
    this.#body = new RequestBody(request, watch);
    this.#batch = batch;
    this.#queryText = mark < 0 ? '' : url.slice(mark + 1);
    this.#tenant = tenant;
    this.#ingest = ingest;
  }

  get query(): URLSearchParams {
    if (this.#queryText === '') return NO_QUERY;
    this.#query ??= new URLSearchParams(this.#queryText);
    return this.#query;
  }

  get mediaType(): string {
    this.#mediaType ??= mediaTypeOf(this.headers);
    return this.#mediaType;
  }

  get body(): AsyncIterable<Uint8Array> {
    if (this.#isSnappy) return this.#uncompressed();
    return this.#batch === undefined ? this.#body : summedUp(this.#body, this.#batch);
  }

  async readWhole(): Promise<Uint8Array> {
    const { bodyBytesMax } = this.#ingest.limits;
    const hold = (count: number): void => {
      this.#ingest.hold(this.#tenant, count);
      this.#heldBytes += count;
    };
    const sent = await this.#body.readWhole(bodyBytesMax, hold);
    const bytes = this.#isSnappy ? uncompressRawSnappy(sent, bodyBytesMax, hold) : sent;
    this.#batch?.update(bytes);
    return bytes;
  }

  get #isSnappy(): boolean {
    return isRawSnappy(this.headers['content-encoding']);
  }

  async *#uncompressed(): AsyncGenerator<Uint8Array> {
    yield await this.readWhole();
  }

  /** Gives back the memory that was reserved for the body. */
  release(): void {
    if (this.#heldBytes > 0) this.#ingest.release(this.#tenant, this.#heldBytes);
    this.#heldBytes = 0;
  }
}

async function* summedUp(body: RequestBody, batch: RequestBatch): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    batch.update(bytes);
    yield bytes;
  }
}

/** The media type in lower case, without parameters; empty where there is none. */
export function mediaTypeOf(headers: IncomingHttpHeaders): string {
  return (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}
