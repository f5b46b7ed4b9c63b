import { containsPhrase, wordsOf } from '../bytes/words.ts';
import { compareInstants, type Instant } from './instant.ts';
import type { JsonScalar } from './log-filters.ts';
import { lowerCase } from './lower-case.ts';
import type { MetadataBounds, MetadataCondition, NormalizedFilters } from './normalize-filters.ts';

/** What filters look at. */
export interface FilterableEntry {
  readonly instant: Instant;
  readonly level: string;
  readonly message: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly severityScore: number;
  /** Every value at a path of the metadata. */
  metadataValues(path: string): unknown[];
  /** Whether it passes a filter in LogsQL. */
  matchesQuery(query: string): boolean;
}

/**
 * Whether an entry is wanted: the meaning of each filter, written to be read. The engine answers the same question over
 * columns and is tested against this.
 * @throws what `matchesQuery` throws
 */
export function matchesFilters(entry: FilterableEntry, filters: NormalizedFilters): boolean {
  const { startTime, endTime, level, source, tags, allTags, keyword, keywords } = filters;
  const { words, phrase, regex, minSeverity, metadata, not, query } = filters;
  const message = lowerCase(entry.message);
  return (
    (startTime === undefined || compareInstants(entry.instant, startTime) >= 0) &&
    (endTime === undefined || compareInstants(entry.instant, endTime) <= 0) &&
    (level === undefined || level.includes(lowerCase(entry.level))) &&
    (source === undefined || source.includes(entry.source)) &&
    (tags === undefined || tags.some((tag) => entry.tags.includes(tag))) &&
    (allTags === undefined || allTags.every((tag) => entry.tags.includes(tag))) &&
    (keyword === undefined || message.includes(keyword)) &&
    (keywords === undefined || keywords.some((each) => message.includes(each))) &&
    (words === undefined || hasWords(entry.message, words)) &&
    (phrase === undefined || containsPhrase(entry.message, phrase)) &&
    (regex === undefined || regex.test(entry.message)) &&
    (minSeverity === undefined || entry.severityScore >= minSeverity) &&
    (metadata === undefined || metadata.every((condition) => meetsCondition(entry, condition))) &&
    (query === undefined || entry.matchesQuery(query)) &&
    (not === undefined || !matchesFilters(entry, not))
  );
}

function hasWords(message: string, words: readonly string[]): boolean {
  const present = wordsOf(message);
  return words.every((word) => present.includes(word));
}

function meetsCondition(entry: FilterableEntry, condition: MetadataCondition): boolean {
  const values = entry.metadataValues(condition.path);
  if (condition.kind === 'bounds') return values.some((value) => isWithin(value, condition));
  if (condition.value === null && values.length === 0) return true;
  return values.some((value) => equalsTyped(value, condition.value));
}

/** A number equals a bigint of the same value: both are numbers of JSON. */
function equalsTyped(value: unknown, expected: JsonScalar): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: between numbers and bigints it compares the values.
  if (isNumeric(value) && isNumeric(expected)) return value == expected;
  return value === expected;
}

function isWithin(value: unknown, { gt, gte, lt, lte }: MetadataBounds): boolean {
  return (
    isNumeric(value) &&
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
