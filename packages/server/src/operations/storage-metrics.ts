import type { EngineStatistics } from 'log-analytics-engine';
import type { FreeSpace } from './free-space.ts';
import { counter, gauge, type Metric, type Sample } from './metric.ts';
import type { StorageFigures } from './storage-figures.ts';

/** What is stored, by tenant, and the alerts on it. */
export function storageMetrics(storage: StorageFigures, freeSpace: FreeSpace): Metric[] {
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
    perTenant('alert_rules', 'gauge', 'Alert rules.', ({ rules }) => rules),
    perTenant('alerts_total', 'counter', 'Alerts raised.', ({ alerts }) => alerts),
    counter('storage_statistics_failures_total', 'Tenants whose figures could not be had.', () => storage.failures),
    gauge('storage_free_bytes', 'Room on the disk of the data.', () =>
      Number.isFinite(freeSpace.freeBytes) ? freeSpace.freeBytes : Number.NaN,
    ),
  ];
}
