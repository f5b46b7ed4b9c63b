import type { EngineStatistics, RemovalFigures } from 'log-analytics-engine';
import type { FreeSpace } from './free-space.ts';
import { counter, gauge, type Metric, type Sample } from './metric.ts';
import type { StorageFigures } from './storage-figures.ts';
import type { StreamRetention } from './stream-retention.ts';

/** What is stored, by tenant, and the alerts on it. */
export function storageMetrics(
  storage: StorageFigures,
  freeSpace: FreeSpace,
  streams: Pick<StreamRetention, 'deletedCounts' | 'failures'>,
): Metric[] {
  const perTenant = (
    name: string,
    kind: Metric['kind'],
    help: string,
    value: (statistics: EngineStatistics) => number,
  ): Metric => ({
    name,
    help,
    kind,
    labels: ['tenant'],
    samples: async () => [...(await storage.all())].map(([tenant, figures]): Sample => [{ tenant }, value(figures)]),
  });
  /** A counter by tenant and a second label, whose values are the keys of what `values` gives. */
  const perTenantAnd = (
    label: string,
    name: string,
    help: string,
    values: (statistics: EngineStatistics) => Readonly<Record<string, number>>,
    others: () => readonly Sample[] = () => [],
  ): Metric => ({
    name,
    help,
    kind: 'counter',
    labels: ['tenant', label],
    samples: async () => [
      ...[...(await storage.all())].flatMap(([tenant, figures]) =>
        Object.entries(values(figures)).map(([key, value]): Sample => [{ tenant, [label]: key }, value]),
      ),
      ...others(),
    ],
  });
  const removed = (unit: keyof RemovalFigures) => (figures: EngineStatistics) => ({
    age: figures.removals.age[unit],
    size: figures.removals.size[unit],
  });
  return [
    perTenant('storage_entries', 'gauge', 'Entries stored.', ({ totalLogs }) => totalLogs),
    perTenant('storage_raw_bytes', 'gauge', 'Bytes of the stored entries as they came in.', (each) => each.totalBytes),
    perTenant('storage_bytes', 'gauge', 'Bytes of the files that hold them.', ({ storedBytes }) => storedBytes),
    perTenant('storage_segments', 'gauge', 'Segments.', ({ segments }) => segments),
    perTenant('storage_blocks', 'gauge', 'Blocks, those of the head included.', ({ blocks }) => blocks),
    perTenant('storage_head_rows', 'gauge', 'Rows that are in no segment yet.', ({ headRows }) => headRows),
    perTenant(
      'storage_problems_total',
      'counter',
      'Damage and failed writes met since the start.',
      (each) => each.problemCount,
    ),
    perTenantAnd(
      'reason',
      'retention_removed_segments_total',
      'Segments that retention has removed, by tenant and reason.',
      removed('segments'),
    ),
    perTenantAnd(
      'reason',
      'retention_removed_entries_total',
      'Entries of these segments, and those that retention by stream has deleted, by tenant and reason.',
      removed('rows'),
      () => [...streams.deletedCounts].map(([tenant, count]): Sample => [{ tenant, reason: 'stream' }, count]),
    ),
    perTenantAnd(
      'reason',
      'retention_removed_bytes_total',
      'Bytes of these segments, by tenant and reason.',
      removed('bytes'),
    ),
    counter(
      'retention_stream_failures_total',
      'Runs of retention by stream that failed at a tenant; they are repeated.',
      () => streams.failures,
    ),
    perTenant('batch_ids', 'gauge', 'Ids of batches that are known.', ({ batchIds }) => batchIds.known),
    perTenantAnd(
      'limit',
      'batch_ids_forgotten_total',
      'Ids of batches that were forgotten before their ten minutes were over, by tenant and the limit that was met.',
      ({ batchIds }) => batchIds.forgotten,
    ),
    perTenant('alert_rules', 'gauge', 'Alert rules.', ({ rules }) => rules),
    perTenant('alerts_total', 'counter', 'Alerts raised.', ({ alerts }) => alerts),
    counter('storage_statistics_failures_total', 'Tenants whose figures could not be had.', () => storage.failures),
    gauge('storage_free_bytes', 'Room on the disk of the data.', () =>
      Number.isFinite(freeSpace.freeBytes) ? freeSpace.freeBytes : Number.NaN,
    ),
  ];
}
