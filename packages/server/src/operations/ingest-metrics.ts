import type { IngestFigures } from './ingest-figures.ts';
import type { IngestService } from './ingest-service.ts';
import { gauge, type Metric, type Sample } from './metric.ts';

/** What has come in, what has not and why, and what is under way. */
export function ingestMetrics(ingest: IngestService): Metric[] {
  return [
    {
      name: 'ingest_requests_total',
      help: 'Requests of receivers, by receiver and status.',
      kind: 'counter',
      labels: ['receiver', 'status'],
      samples: () =>
        [...ingest.byReceiver].flatMap(([receiver, { requests }]) =>
          [...requests].map(([status, count]): Sample => [{ receiver, status }, count]),
        ),
    },
    ...perReceiverAndTenant(ingest, 'entries', 'Entries stored', ({ entries }) => entries),
    ...perReceiverAndTenant(ingest, 'bytes', 'Bytes of JSON lines stored', ({ bytes }) => bytes),
    ...perReceiverAndTenant(ingest, 'malformed', 'Lines that were no entry as they stood', (each) => each.malformed),
    {
      name: 'ingest_dropped_total',
      help: 'Entries that were rejected or that hooks dropped, and parts of requests that were refused, by reason.',
      kind: 'counter',
      labels: ['reason'],
      samples: () => droppedSamples(ingest),
    },
    gauge('ingest_bytes_in_flight', 'Bytes on their way to the store.', () => ingest.inFlight.total),
    gauge('ingest_bytes_waiting', 'Bytes that wait for room among those.', () => ingest.inFlight.waiting),
    gauge('ingest_bytes_held', 'Bytes of bodies that are held whole.', () => ingest.held.total),
  ];
}

function perReceiverAndTenant(
  ingest: IngestService,
  name: string,
  help: string,
  value: (figures: IngestFigures) => number,
): Metric[] {
  const metric = (label: string, fullName: string, all: ReadonlyMap<string, IngestFigures>): Metric => ({
    name: `${fullName}_total`,
    help: `${help}, by ${label}.`,
    kind: 'counter',
    labels: [label],
    samples: () => [...all].map(([key, figures]): Sample => [{ [label]: key }, value(figures)]),
  });
  return [
    metric('receiver', `ingest_${name}`, ingest.byReceiver),
    metric('tenant', `ingest_tenant_${name}`, ingest.byTenant),
  ];
}

function droppedSamples({ byReceiver, refusals }: IngestService): Sample[] {
  let rejected = 0;
  let dropped = 0;
  for (const figures of byReceiver.values()) {
    rejected += figures.rejected;
    dropped += figures.dropped;
  }
  return [
    [{ reason: 'rejected' }, rejected],
    [{ reason: 'hook' }, dropped],
    ...[...refusals].map(([reason, count]): Sample => [{ reason }, count]),
  ];
}
