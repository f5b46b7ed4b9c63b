import { LogAnalyticsEngine, type ResultRow } from 'log-analytics-engine';
import type { ListenerServices } from './listener.ts';
import type { ReceiverContext } from './receiver.ts';
import { type ListenerConfig, type RunningListeners, startListeners } from './start-listeners.ts';

/** Listeners on free ports of their own, over an engine in memory. */
export class ListenerHost {
  readonly engine: LogAnalyticsEngine = new LogAnalyticsEngine();
  readonly problems: string[] = [];
  /** Thrown by the store instead of storing, once each. */
  readonly failures: Error[] = [];
  /** What contexts were asked for. */
  readonly sources: Parameters<ListenerServices['contextOf']>[0][] = [];
  running!: RunningListeners;
  readonly #context: ReceiverContext;

  private constructor(clock: () => number) {
    this.#context = {
      clock,
      limits: { lineBytesMax: 256 << 10, bodyBytesMax: 64 << 20 },
      store: async (ndjson) => {
        await Promise.resolve();
        const failure = this.failures.shift();
        if (failure !== undefined) throw failure;
        return this.engine.ingestBytes(ndjson);
      },
    };
  }

  static async start(
    configs: readonly Omit<ListenerConfig, 'host' | 'port'>[],
    clock: () => number = Date.now,
  ): Promise<ListenerHost> {
    const host = new ListenerHost(clock);
    const services: ListenerServices = {
      contextOf: async (source) => {
        host.sources.push(source);
        return host.#context;
      },
      onProblem: (listener, message, error) => host.problems.push(`${listener}: ${message}: ${String(error)}`),
    };
    const { limits } = host.#context;
    const placed = configs.map((config) => ({ ...config, host: '127.0.0.1', port: 0 }));
    host.running = await startListeners(placed, services, { clock, limits });
    return host;
  }

  port(index = 0): number {
    return this.running.list[index]!.address.port;
  }

  get counters(): RunningListeners['list'][number]['counters'] {
    return this.running.list[0]!.counters;
  }

  /** Resolves when so many rows are stored; returns them by their time. */
  async rows(count: number): Promise<readonly ResultRow[]> {
    while (this.engine.countLogs() < count) await new Promise((resolve) => setTimeout(resolve, 5));
    return [...this.engine.query('* | sort by (_time)')];
  }

  async close(): Promise<void> {
    await this.running.close();
    this.engine.close();
  }
}
