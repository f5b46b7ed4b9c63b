/** The ranges of severity numbers, four to each, as OpenTelemetry names them; with our names for them. */
const RANGES = [
  ['Trace', 'TRACE'],
  ['Debug', 'DEBUG'],
  ['Info', 'INFO'],
  ['Warn', 'WARN'],
  ['Error', 'ERROR'],
  ['Fatal', 'FATAL'],
] as const;

const UNSPECIFIED = 'Unspecified';
const NUMBER_MAX = RANGES.length * 4;

/** What a severity number stands for. */
export interface Severity {
  /** The level of the entry; undefined for a number that stands for none. */
  readonly level: string | undefined;
  /** `Info`, `Info2` … `Fatal4`, `Unspecified`: the severity where the sender gives no text. */
  readonly text: string;
  /** `level` and `severity_number` as members of a JSON object. */
  readonly members: Uint8Array;
}

const SEVERITIES: readonly Severity[] = Array.from({ length: NUMBER_MAX + 1 }, (_, number) => {
  const [name, level] = RANGES[Math.floor((number - 1) / 4)] ?? [UNSPECIFIED, undefined];
  const step = (number - 1) % 4;
  const text = level !== undefined && step > 0 ? `${name}${step + 1}` : name;
  const members = level === undefined ? '' : `"level":"${level}","severity_number":${number}`;
  return { level, text, members: Buffer.from(members) };
});

/** Any number has a severity; those beyond the ones defined are unspecified. */
export function severityOf(number: number): Severity {
  return SEVERITIES[number] ?? SEVERITIES[0]!;
}
