import type { EngineStatistics } from './engine-statistics.ts';

/** One figure, or one for each value of a label. */
export interface Metric {
  /** Letters, digits and `_`; a counter ends in `_total`. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The figures of an engine, by the conventions of Prometheus: base units, and the unit last in the name. */
export function metricsOf(statistics: EngineStatistics): Metric[] {
  const { levels, sources, tags, alerts, removals, batchIds } = statistics;
  return [
    gauge('entries', 'Entries stored.', statistics.totalLogs),
    gaugeBy('entries_by_level', 'Entries stored, by level in upper case.', 'level', levels),
    gaugeBy('entries_by_source', 'Entries stored, by source.', 'source', sources),
    gaugeBy('entries_by_tag', 'Entries stored, by tag.', 'tag', tags),
    gauge('raw_bytes', 'Bytes of the stored entries as they came in.', statistics.totalBytes),
    gauge('stored_bytes', 'Bytes of the files that hold them.', statistics.storedBytes),
    gauge('compression_ratio', 'Raw bytes divided by stored bytes.', statistics.compressionRatio),
    gauge('segments', 'Segments.', statistics.segments),
    gauge('blocks', 'Blocks, those of the head included.', statistics.blocks),
    gauge('head_rows', 'Rows that are in no segment yet.', statistics.headRows),
    ...REMOVAL_UNITS.map((unit) =>
      counterBy(`removed_${unit}_total`, `What retention has removed: ${unit}, by reason.`, 'reason', {
        age: removals.age[unit],
        size: removals.size[unit],
      }),
    ),
    gauge('batch_ids', 'Ids of batches that are known.', batchIds.known),
    counterBy(
      'batch_ids_forgotten_total',
      'Ids of batches that were forgotten early, by the limit.',
      'limit',
      batchIds.forgotten,
    ),
    gauge('distinct_keywords_estimate', 'Distinct words of messages, estimated.', statistics.distinctKeywordsEstimate),
    gauge('oldest_entry_timestamp_seconds', 'Time of the oldest entry.', seconds(statistics.timeSpan.from)),
    gauge('newest_entry_timestamp_seconds', 'Time of the newest entry.', seconds(statistics.timeSpan.to)),
    gauge('ingest_rate_per_second', 'Entries accepted a second, over the last minute.', statistics.ingestRatePerSecond),
    counter('entries_accepted_total', 'Entries accepted since the start.', statistics.accepted),
    counter(
      'entries_malformed_total',
      'Lines that were no entry as they stood, since the start.',
      statistics.malformed,
    ),
    counter('entries_rejected_total', 'Lines and entries that were not stored, since the start.', statistics.rejected),
    counter('entries_dropped_total', 'Entries that hooks dropped, since the start.', statistics.droppedByHooks),
    counter('hook_errors_total', 'Hooks that failed, since the start.', statistics.hookErrors),
    gauge('alert_rules', 'Alert rules.', statistics.rules),
    counter('alerts_total', 'Alerts raised.', alerts),
    counter('problems_total', 'Problems met since the start: damage, failed writes.', statistics.problemCount),
  ];
}

/** The text format of Prometheus, version 0.0.4. Label values may hold anything. */
export function metricsToPrometheus(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, kind, help, samples }) => [
    `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
    `# TYPE ${name} ${kind}`,
    ...samples.map(({ labels, value }) => `${name}${labelsText(labels)} ${numberText(value)}`),
  ]);
  return `${lines.join('\n')}\n`;
}

/** An object by name: a number, or an object of numbers by the value of the label. */
export function metricsToJson(metrics: readonly Metric[]): string {
  const members = metrics.map(({ name, samples }) => {
    const values = samples.map(({ labels, value }) => {
      const label = Object.values(labels)[0];
      return label === undefined ? JSON.stringify(value) : `${JSON.stringify(label)}:${JSON.stringify(value)}`;
    });
    const isPlain = samples.length === 1 && Object.keys(samples[0]!.labels).length === 0;
    return `${JSON.stringify(name)}:${isPlain ? values[0] : `{${values.join(',')}}`}`;
  });
  return `{${members.join(',')}}`;
}

const PREFIX = 'log_analytics_';
const REMOVAL_UNITS = ['segments', 'rows', 'bytes'] as const;

function gauge(name: string, help: string, value: number): Metric {
  return { name: PREFIX + name, kind: 'gauge', help, samples: [{ labels: {}, value }] };
}

function counter(name: string, help: string, value: number): Metric {
  return { name: PREFIX + name, kind: 'counter', help, samples: [{ labels: {}, value }] };
}

function counterBy(name: string, help: string, label: string, counts: Readonly<Record<string, number>>): Metric {
  return { ...gaugeBy(name, help, label, counts), kind: 'counter' };
}

function gaugeBy(name: string, help: string, label: string, counts: Readonly<Record<string, number>>): Metric {
  const samples = Object.entries(counts).map(([text, value]) => ({ labels: { [label]: text }, value }));
  return { name: PREFIX + name, kind: 'gauge', help, samples };
}

function seconds(time: string | null): number {
  return time === null ? Number.NaN : Date.parse(time) / 1000;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
