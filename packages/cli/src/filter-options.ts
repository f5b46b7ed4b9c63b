import type { Command } from 'commander';
import type { LogFilters } from 'log-analytics-engine';
import { metadataConditions } from './metadata-condition.ts';
import { collect } from './number-option.ts';
import { timeOption } from './time-option.ts';
import { UsageError } from './usage-error.ts';

/** What commander makes of the options below. */
export interface FilterOptions {
  readonly start?: string;
  readonly end?: string;
  readonly level?: readonly string[];
  readonly source?: readonly string[];
  readonly tag?: readonly string[];
  readonly allTags?: readonly string[];
  readonly keyword?: readonly string[];
  readonly word?: readonly string[];
  readonly phrase?: string;
  readonly regex?: string;
  readonly minSeverity?: string;
  readonly meta?: readonly string[];
  readonly notLevel?: readonly string[];
  readonly notSource?: readonly string[];
  readonly notTag?: readonly string[];
  readonly notKeyword?: readonly string[];
  readonly notWord?: readonly string[];
  readonly notPhrase?: string;
  readonly notRegex?: string;
  readonly notMeta?: readonly string[];
}

/** Adds the options that say which entries are wanted. All that are given must hold. */
export function addFilterOptions(command: Command): Command {
  return command
    .optionsGroup('Which entries (all that is given must hold):')
    .option('--start <time>', 'from this time on: ISO 8601, or a duration before now such as 2h')
    .option('--end <time>', 'up to and including this time')
    .option('--level <name>', 'the level, in any case; several times: any of them', collect)
    .option('--min-severity <level>', 'this level and those above it, such as WARN, or a score from 0 to 60')
    .option('--source <name>', 'the source; several times: any of them', collect)
    .option('--tag <tag>', 'has the tag; several times: any of them', collect)
    .option('--all-tags <tag>', 'has the tag; several times: all of them', collect)
    .option('--keyword <text>', 'the message contains the text, in any case; several times: any of them', collect)
    .option('--word <word>', 'the message has the whole word; several times: all of them', collect)
    .option('--phrase <text>', 'the message contains the text, which begins and ends with whole words')
    .option('--regex <pattern>', 'the message contains a match (RE2 syntax)')
    .option('--meta <condition>', 'a field: key=value, key>=number, key<number; several times: all of them', collect)
    .optionsGroup('Which entries not (one of these, though it may be given several times):')
    .option('--not-level <name>', 'the level is none of these', collect)
    .option('--not-source <name>', 'the source is none of these', collect)
    .option('--not-tag <tag>', 'has none of these tags', collect)
    .option('--not-keyword <text>', 'the message contains none of these texts', collect)
    .option('--not-word <word>', 'the message has not all of these words', collect)
    .option('--not-phrase <text>', 'the message does not contain the text')
    .option('--not-regex <pattern>', 'the message contains no match')
    .option('--not-meta <condition>', 'the conditions on fields do not all hold', collect)
    .optionsGroup('Options:');
}

/**
 * The filters that the options ask for; no option is every entry.
 * @throws UsageError for options that exclude each other; wrong values are for the engine to refuse
 */
export function filtersOf(options: FilterOptions, nowMs: number = Date.now()): LogFilters {
  const filters: LogFilters = withoutUndefined({
    startTime: options.start === undefined ? undefined : timeOption(options.start, nowMs),
    endTime: options.end === undefined ? undefined : timeOption(options.end, nowMs),
    level: options.level,
    source: options.source,
    tags: options.tag,
    allTags: options.allTags,
    keywords: options.keyword,
    words: options.word,
    phrase: options.phrase,
    regex: options.regex,
    minSeverity: severityOption(options.minSeverity),
    metadata: options.meta && metadataConditions(options.meta, '--meta'),
  });
  const not = excludedBy(options);
  return not === undefined ? filters : { ...filters, not };
}

/** The filter object has one `not`, whose conditions exclude only what meets them all: two kinds would not mean what they say. */
function excludedBy(options: FilterOptions): LogFilters | undefined {
  const excluded = withoutUndefined({
    level: options.notLevel,
    source: options.notSource,
    tags: options.notTag,
    keywords: options.notKeyword,
    words: options.notWord,
    phrase: options.notPhrase,
    regex: options.notRegex,
    metadata: options.notMeta && metadataConditions(options.notMeta, '--not-meta'),
  });
  const count = Object.keys(excluded).length;
  if (count > 1) throw new UsageError('only one kind of --not-… option can be given, though several times');
  return count === 0 ? undefined : excluded;
}

function severityOption(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

function withoutUndefined(filters: LogFilters): LogFilters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

/** How the filters are called as options; the engine speaks of filters. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  startTime: '--start',
  endTime: '--end',
  words: '--word',
  phrase: '--phrase',
  regex: '--regex',
  minSeverity: '--min-severity',
  'not.words': '--not-word',
  'not.phrase': '--not-phrase',
  'not.regex': '--not-regex',
  sortBy: '--sort',
};

/** A message of the engine about a filter, in the words of the command line. */
export function inOptionNames(message: string): string {
  return message.replace(
    /^(?:alert rule: in conditions: )?([\w.]+)(?:\[\d+\])?(?= must )/,
    (whole, name: string) => OPTION_NAMES[name] ?? whole,
  );
}
