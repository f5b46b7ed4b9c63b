import { parseExactJson, stringifyExactJson } from '../entry/exact-json.ts';
import { formatInstant, type Instant } from '../entry/instant.ts';
import { LogEntry, type LogEntryInit } from '../entry/log-entry.ts';
import { parseTimestamp } from '../entry/timestamp.ts';
import { ALERT_SEVERITIES, type AlertSeverity } from './alert-severity.ts';
import { JsonReader } from './json-reader.ts';

/** A row that an alert shows: its sequence number, its JSON text, or both. */
export interface AlertSample {
  /** Null for a sample that came from a file of alerts: it may be no row here. */
  readonly sequence: number | null;
  /** Null while the row is but referred to. */
  readonly json: string | null;
}

/** Makes the entry of a sample; undefined when its row is gone. */
export type ReadSample = (sample: AlertSample) => LogEntry | undefined;

/** What else is known of an alert. */
export interface AlertMetadata {
  readonly threshold: number;
  /** Seconds. */
  readonly timeWindow: number;
  /** Seconds. */
  readonly cooldown: number;
  /** The fields of `groupBy` with their values in the matches; absent without `groupBy`. */
  readonly group?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export interface AlertInit {
  readonly ruleName: string;
  readonly message: string;
  readonly severity: AlertSeverity;
  readonly instant: Instant;
  readonly count: number;
  readonly samples: readonly AlertSample[];
  readonly metadata: AlertMetadata;
}

/** A rule that fired. */
export class Alert {
  readonly ruleName: string;
  readonly message: string;
  readonly severity: AlertSeverity;
  /** The time of the match that reached the threshold, by its own timestamp: RFC 3339 in UTC, to the nanosecond. */
  readonly triggeredAt: string;
  /** The same in whole milliseconds since the epoch, rounded down. */
  readonly triggeredAtMs: number;
  /** The matches in the window that ends at `triggeredAt`. */
  readonly count: number;
  readonly metadata: AlertMetadata;
  #samples: readonly AlertSample[];
  readonly #readSample: ReadSample;
  #entries: LogEntry[] | null = null;

  constructor(init: AlertInit, readSample: ReadSample = readCapturedSample) {
    this.ruleName = init.ruleName;
    this.message = init.message;
    this.severity = init.severity;
    this.triggeredAt = formatInstant(init.instant);
    this.triggeredAtMs = init.instant.ms;
    this.count = init.count;
    this.metadata = init.metadata;
    this.#samples = init.samples;
    this.#readSample = readSample;
  }

  /**
   * Up to five of the newest matches, newest first. They are read from the store when first asked for; rows that are gone by then
   * are left out.
   */
  get sampleLogs(): LogEntry[] {
    this.#entries ??= this.#samples.map(this.#readSample).filter((entry) => entry !== undefined);
    return this.#entries;
  }

  /** The references behind `sampleLogs`. */
  get samples(): readonly AlertSample[] {
    return this.#samples;
  }

  /** Keeps the JSON text of the samples that `jsonOf` knows, so that they outlive their rows. */
  capture(jsonOf: (sequence: number) => string | undefined): void {
    this.#samples = this.#samples.map((sample) => {
      if (sample.json !== null || sample.sequence === null) return sample;
      return { sequence: sample.sequence, json: jsonOf(sample.sequence) ?? null };
    });
  }

  /** Everything that can be read, with the samples as entries. */
  toJSON(): Record<string, unknown> {
    const { ruleName, message, severity, triggeredAt, count, sampleLogs, metadata } = this;
    return { ruleName, message, severity, triggeredAt, count, sampleLogs, metadata };
  }

  /** As `toJSON`, with the samples as references: nothing is read from the store. */
  toStateJSON(): Record<string, unknown> {
    const { ruleName, message, severity, triggeredAt, count, samples, metadata } = this;
    return { ruleName, message, severity, triggeredAt, count, samples, metadata };
  }

  /**
   * The alert of `toJSON` or `toStateJSON`.
   * @param where what the value is, for messages
   * @throws InvalidArgumentError saying what stands wrong and where
   */
  static fromJSON(value: unknown, readSample: ReadSample = readCapturedSample, where = 'alert'): Alert {
    const json = new JsonReader(value, where);
    const init: AlertInit = {
      ruleName: json.text('ruleName'),
      message: json.text('message'),
      severity: severityOf(json),
      instant: instantOf(json),
      count: json.number('count'),
      samples:
        json.get('samples') === undefined ? json.list('sampleLogs', sampleOfEntry) : json.list('samples', sampleOf),
      metadata: metadataOf(json),
    };
    return new Alert(init, readSample);
  }
}

/** The entry of a sample whose text is at hand. A row that cannot be an entry is shown as the text that it is. */
export function readCapturedSample(sample: AlertSample): LogEntry | undefined {
  if (sample.json === null) return undefined;
  try {
    return new LogEntry(parseExactJson(sample.json) as LogEntryInit);
  } catch {
    return new LogEntry({ message: sample.json });
  }
}

function severityOf(json: JsonReader): AlertSeverity {
  const text = json.text('severity');
  const severity = ALERT_SEVERITIES.find((known) => known === text);
  if (severity === undefined) throw json.wrong('severity', `one of ${ALERT_SEVERITIES.join(', ')}`, text);
  return severity;
}

function instantOf(json: JsonReader): Instant {
  const text = json.text('triggeredAt');
  const instant = parseTimestamp(text);
  if (instant === undefined) throw json.wrong('triggeredAt', 'a time in ISO 8601', text);
  return instant;
}

function sampleOfEntry(value: unknown, where: string): AlertSample {
  new JsonReader(value, where);
  return { sequence: null, json: stringifyExactJson(value) ?? null };
}

function sampleOf(value: unknown, where: string): AlertSample {
  const json = new JsonReader(value, where);
  return { sequence: json.numberOrNull('sequence'), json: json.get('json') === null ? null : json.text('json') };
}

function metadataOf(json: JsonReader): AlertMetadata {
  const metadata = json.within('metadata');
  metadata.number('threshold');
  metadata.number('timeWindow');
  metadata.number('cooldown');
  return structuredClone(json.get('metadata')) as AlertMetadata;
}
