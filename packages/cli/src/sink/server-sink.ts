import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestReport } from 'log-analytics-engine';
import { type ServerClient, ServerRefusal } from '../source/server-client.ts';
import { CommandFailedError } from '../usage-error.ts';
import type { LineSink } from './line-sink.ts';

/** Waits before each further try. */
const WAITS_MS: readonly number[] = [200, 1000, 3000, 10_000];

/** Lines go to a server. What it cannot take now is sent again under the same name, so that it is stored once. */
export class ServerSink implements LineSink {
  readonly #client: ServerClient;
  readonly #waitsMs: readonly number[];

  constructor(client: ServerClient, waitsMs: readonly number[] = WAITS_MS) {
    this.#client = client;
    this.#waitsMs = waitsMs;
  }

  async store(ndjson: Uint8Array, batchId: string): Promise<IngestReport> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#send(ndjson, batchId);
      } catch (error) {
        const waitMs = this.#waitsMs[tries];
        if (waitMs === undefined || !isPassing(error)) throw error;
        await sleep(Math.max(waitMs, (retryAfterOf(error) ?? 0) * 1000));
      }
    }
  }

  async #send(body: Uint8Array, batchId: string): Promise<IngestReport> {
    const headers = { accept: 'application/json', 'x-batch-id': batchId };
    const report = (await this.#client.json('/insert/jsonline', { method: 'POST', body, headers })) as IngestReport;
    return { ...report, bytes: body.length };
  }
}

/** Whether the same lines may be taken a moment later. */
function isPassing(error: unknown): boolean {
  if (error instanceof ServerRefusal) return error.status === 429 || error.status >= 502;
  return error instanceof CommandFailedError;
}

function retryAfterOf(error: unknown): number | undefined {
  return error instanceof ServerRefusal ? error.retryAfterSeconds : undefined;
}
