import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Registry } from 'prom-client';
import type { RunningListeners } from '../receivers/start-listeners.ts';
import type { FreeSpace } from './free-space.ts';
import { ingestMetrics } from './ingest-metrics.ts';
import type { IngestService } from './ingest-service.ts';
import { listenerMetrics } from './listener-metrics.ts';
import { counter, gauge, type Metric, type Sample } from './metric.ts';
import { promClient } from './prom-client.ts';
import type { QueryAdmission } from './query-admission.ts';
import type { RouteFigures } from './route-figures.ts';
import type { StorageFigures } from './storage-figures.ts';
import { storageMetrics } from './storage-metrics.ts';
import type { StreamRetention } from './stream-retention.ts';

export interface MetricsParts {
  readonly ingest: IngestService;
  readonly figures: RouteFigures;
  readonly queries: QueryAdmission;
  readonly tails: QueryAdmission;
  readonly storage: StorageFigures;
  readonly freeSpace: FreeSpace;
  readonly streams: StreamRetention;
  /** Wrong credentials since the start. */
  readonly authenticationFailures: () => number;
  /** Threads that have ended by themselves and were replaced. */
  readonly workerFaults: () => number;
  readonly listeners: () => RunningListeners['list'];
  /** Open connections. */
  readonly connections: () => Promise<number>;
}

/** What is measured is the time between two rounds of the loop that are so far apart at least. */
const DELAY_PERIOD_MS = 10;
const PREFIX = 'log_analytics_';

/**
 * The figures of the server in the text format of Prometheus. Most are counted as plain numbers where they arise, and become metrics
 * when they are asked for.
 */
export class ServerMetrics {
  readonly #registry: Registry = new (promClient().Registry)();
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_PERIOD_MS });

  constructor(parts: MetricsParts) {
    promClient().collectDefaultMetrics({ register: this.#registry });
    this.#delay.enable();
    this.#registry.registerMetric(parts.figures.requests);
    this.#registry.registerMetric(parts.figures.durations);
    this.#registry.registerMetric(parts.ingest.durations);
    const metrics = [
      ...ingestMetrics(parts.ingest),
      ...requestMetrics(parts),
      ...listenerMetrics(parts.listeners),
      ...storageMetrics(parts.storage, parts.freeSpace, parts.streams),
      this.#delayMetric(),
    ];
    for (const metric of metrics) this.#add(metric);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    return await this.#registry.metrics();
  }

  stop(): void {
    this.#delay.disable();
  }

  #add({ name, help, kind, labels = [], samples }: Metric): void {
    const options = { name: PREFIX + name, help, labelNames: [...labels] };
    const metric =
      kind === 'gauge'
        ? new (promClient().Gauge)({
            ...options,
            registers: [],
            async collect() {
              this.reset();
              for (const [values, value] of await samples()) this.set(values, value);
            },
          })
        : new (promClient().Counter)({
            ...options,
            registers: [],
            async collect() {
              this.reset();
              for (const [values, value] of await samples()) this.inc(values, value);
            },
          });
    this.#registry.registerMetric(metric);
  }

  #delayMetric(): Metric {
    return {
      name: 'event_loop_delay_seconds',
      help: 'How late timers of the main thread fire, since this was asked for last.',
      kind: 'gauge',
      labels: ['quantile'],
      samples: () => {
        const quantiles = [50, 99, 100].map((percent): Sample => {
          return [
            { quantile: percent / 100 },
            Math.max(0, this.#delay.percentile(percent) / 1e9 - DELAY_PERIOD_MS / 1000),
          ];
        });
        this.#delay.reset();
        return quantiles;
      },
    };
  }
}

function requestMetrics(parts: MetricsParts): Metric[] {
  const { queries, tails, authenticationFailures, connections, workerFaults } = parts;
  return [
    gauge('queries_running', 'Queries under way.', () => queries.running),
    gauge('queries_waiting', 'Queries that wait for their turn.', () => queries.queued),
    counter('queries_refused_total', 'Queries that were refused because too many ran.', () => queries.refused),
    gauge('tails_running', 'Live tails.', () => tails.running),
    counter('authentication_failures_total', 'Requests with a wrong credential.', authenticationFailures),
    counter('worker_faults_total', 'Threads that ended by themselves and were replaced.', workerFaults),
    gauge('http_connections', 'Open connections.', connections),
  ];
}
