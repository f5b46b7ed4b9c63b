import { exactNumber } from './exact-number.ts';

/** Levels and their severity. The text of a level is kept as it came; only its score is looked up. */

/** The field that has OpenTelemetry's number. */
export const SEVERITY_NUMBER_FIELD = 'severityNumber';

/** The severity of a level that is not known, and of an entry without one. */
export const SEVERITY_UNKNOWN = 20;

const NAMES_BY_SEVERITY: readonly (readonly [number, readonly string[]])[] = [
  [0, ['trace', 'trc', 'verbose', 'finest', 'finer']],
  [10, ['debug', 'dbg', 'fine', 'config']],
  [20, ['info', 'inf', 'information', 'informational', 'log', 'default']],
  [25, ['notice']],
  [30, ['warn', 'wrn', 'warning']],
  [40, ['error', 'err', 'eror', 'severe']],
  [50, ['critical', 'crit', 'fatal', 'ftl']],
  [60, ['emergency', 'emerg', 'alert', 'panic']],
];

/** In lower case, and in upper case too, so that the usual spellings are found without changing their case. */
const SEVERITY_BY_NAME: ReadonlyMap<string, number> = new Map(
  NAMES_BY_SEVERITY.flatMap(([score, names]) =>
    names.flatMap((name) => [[name, score] as const, [name.toUpperCase(), score] as const]),
  ),
);

/** The names of the known levels, from the mildest, in upper case, for messages. */
export const LEVEL_NAMES: readonly string[] = [
  'TRACE',
  'DEBUG',
  'INFO',
  'NOTICE',
  'WARN',
  'ERROR',
  'CRITICAL',
  'FATAL',
  'ALERT',
  'EMERGENCY',
];

/** Syslog's severities 0 to 7 (RFC 5424, 6.2.1). */
const SYSLOG_LEVELS: readonly string[] = [
  'EMERGENCY',
  'ALERT',
  'CRITICAL',
  'ERROR',
  'WARNING',
  'NOTICE',
  'INFO',
  'DEBUG',
];

/** pino's and bunyan's levels 10 to 60, by tens. */
const PINO_LEVELS: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** The severity of a level, 0 to 60, whatever its case; 20 for one that is not known. */
export function severityScore(level: string): number {
  return knownSeverity(level) ?? SEVERITY_UNKNOWN;
}

/** The severity of a level whatever its case; undefined for one that is not known. */
export function knownSeverity(level: string): number | undefined {
  return SEVERITY_BY_NAME.get(level) ?? SEVERITY_BY_NAME.get(level.toLowerCase());
}

/** OpenTelemetry's severity numbers, four to a level: 1–4 are TRACE, 21–24 FATAL (Logs Data Model, "SeverityNumber"). */
const SEVERITY_BY_RANGE: readonly number[] = [0, 10, 20, 30, 40, 50];

/** The severity of a number of OpenTelemetry; undefined for what is none. */
export function severityOfNumber(value: number | bigint): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) ? SEVERITY_BY_RANGE[Math.floor((number - 1) / 4)] : undefined;
}

/**
 * The severity of an entry, 0 to 60: of its level, of its `severityNumber` where the level is none that is known, else 20.
 * @param severityNumber the text of that field, `''` where it has none
 */
export function entrySeverity(level: string, severityNumber: string): number {
  return knownSeverity(level) ?? severityOfNumberText(severityNumber) ?? SEVERITY_UNKNOWN;
}

function severityOfNumberText(text: string): number | undefined {
  const number = text === '' ? undefined : exactNumber(text);
  return number === undefined ? undefined : severityOfNumber(number);
}

/** The level that a number stands for: 0–7 are syslog's, 10, 20 … 60 pino's; undefined for any other. */
export function levelFromNumber(value: number): string | undefined {
  return SYSLOG_LEVELS[value] ?? PINO_LEVELS[value / 10 - 1];
}

/** The number that syslog gives a level of `levelFromNumber`, whatever its case; undefined where it has none. */
export function syslogNumberOfLevel(level: string): number | undefined {
  const index = SYSLOG_LEVELS.indexOf(level.toUpperCase());
  return index < 0 ? undefined : index;
}

/** The number that pino gives a level of `levelFromNumber`, whatever its case; undefined where it has none. */
export function pinoNumberOfLevel(level: string): number | undefined {
  const index = PINO_LEVELS.indexOf(level.toUpperCase());
  return index < 0 ? undefined : (index + 1) * 10;
}
