import type { IngestParameters } from '../fields/ingest-parameters.ts';
import { LineOutput } from '../fields/line-output.ts';
import { LineBatcher } from '../line-batcher.ts';
import type { ListenerCounters, ListenerServices } from '../listener.ts';
import { SyslogWriter } from './syslog-writer.ts';
import { zonedTime } from './zoned-time.ts';

const BATCHING = { delayMs: 200, batchBytes: 1 << 20, closeTimeoutMs: 2000 };

export interface SyslogIntakeOptions {
  readonly listener: string;
  readonly tenant: string | undefined;
  /** The zone of times that have none; empty for that of this process. */
  readonly timezone: string;
  readonly parameters: IngestParameters;
  /** The longest message, in bytes. */
  readonly messageBytesMax: number;
  readonly clock: () => number;
}

/** Where the messages of a syslog listener go, whatever they came over: parsed, collected, stored within 200 ms. */
export class SyslogIntake {
  readonly counters: ListenerCounters;
  readonly messageBytesMax: number;
  readonly #output: LineOutput;
  readonly #writer: SyslogWriter;
  readonly #clock: () => number;
  readonly #batcher: LineBatcher;
  #pending = 0;

  constructor(options: SyslogIntakeOptions, services: ListenerServices, counters: ListenerCounters) {
    const { listener, tenant } = options;
    this.counters = counters;
    this.messageBytesMax = options.messageBytesMax;
    this.#clock = options.clock;
    this.#output = new LineOutput(options.parameters, options.clock);
    this.#writer = new SyslogWriter(this.#output.writer, zonedTime(options.timezone));
    this.#batcher = new LineBatcher(
      this,
      () => services.contextOf({ listener, tenant, headers: undefined }),
      counters,
      BATCHING,
      (message, error) => services.onProblem(listener, message, error),
    );
  }

  /** Takes a message in; the bytes are the caller's again when it returns. */
  onMessage(bytes: Uint8Array): void {
    if (bytes.length > this.messageBytesMax) {
      this.onTooLong();
      return;
    }
    if (!this.#writer.write(bytes, this.#clock())) return;
    this.counters.messages++;
    this.counters.bytes += bytes.length;
    this.#pending++;
    this.#batcher.added();
  }

  onTooLong(): void {
    this.counters.rejected++;
  }

  /** Whether the store is behind: who can wait should. */
  get isFull(): boolean {
    return this.#batcher.isFull;
  }

  room(): Promise<void> {
    return this.#batcher.room();
  }

  close(): Promise<void> {
    return this.#batcher.close();
  }

  get pendingBytes(): number {
    return this.#output.writer.length;
  }

  get pendingMessages(): number {
    return this.#pending;
  }

  take(): Uint8Array {
    this.#pending = 0;
    return this.#output.take();
  }
}
