import { lex } from './lexer.ts';
import { QUERY_OPTION_NAMES } from './query-options.ts';
import type { PipeSyntax, SyntaxHelp } from './syntax-entry.ts';
import type { SyntaxRegistry } from './syntax-registry.ts';
import type { Token } from './token.ts';

/** A name that can stand at a place of a query. */
export interface CompletionCandidate {
  readonly name: string;
  readonly kind: 'pipe' | 'stats function' | 'filter' | 'keyword';
  readonly help: SyntaxHelp | undefined;
}

/** What can stand instead of the part of the text from `start` to `end` (exclusive, UTF-16 units). */
export interface Completion {
  readonly start: number;
  readonly end: number;
  /** In alphabetical order, without repetitions. */
  readonly candidates: readonly CompletionCandidate[];
}

/** The bracket level on which the offset stands. */
interface Level {
  /** The word before its bracket in lower case, `by` for the fields of stats; empty for the query itself. */
  readonly opener: string;
  /** Tokens of this level since the last `|`, brackets with what is in them left out. */
  segment: Token[];
  /** Whether a `|` stands before the segment. */
  inPipe: boolean;
}

/**
 * Names of pipes, functions, filters and keywords that can stand at an offset and begin with the word before it.
 * None within strings and comments, and none where a field or a value stands.
 */
export function complete(text: string, offset: number, registry: SyntaxRegistry): Completion {
  const before = text.slice(0, offset);
  const tokens = lex(before).slice(0, -1);
  const last = tokens.at(-1);
  const partial = last?.kind === 'word' && last.end === offset ? last : undefined;
  const start = partial?.start ?? offset;
  if (isInsideText(before, tokens)) return { start, end: offset, candidates: [] };
  const level = levelAt(partial === undefined ? tokens : tokens.slice(0, -1));
  const prefix = partial?.keyword ?? '';
  const named = new Map<string, CompletionCandidate>();
  for (const candidate of candidatesAt(level, registry)) {
    if (candidate.name.startsWith(prefix) && !named.has(candidate.name)) named.set(candidate.name, candidate);
  }
  const candidates = [...named.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { start, end: offset, candidates };
}

/** Whether a string is open at the end of the text, or a comment. */
function isInsideText(text: string, tokens: readonly Token[]): boolean {
  const rest = text.slice(tokens.at(-1)?.end ?? 0);
  const isComment = rest.includes('#') && !rest.slice(rest.lastIndexOf('#')).includes('\n');
  return isComment || tokens.some((token) => token.kind === 'symbol' && /["'`]/.test(token.text));
}

function levelAt(tokens: readonly Token[]): Level {
  const levels: Level[] = [{ opener: '', segment: [], inPipe: false }];
  for (const [index, token] of tokens.entries()) {
    const level = levels.at(-1)!;
    if (token.keyword === '(') {
      levels.push({ opener: tokens[index - 1]?.keyword ?? '', segment: [], inPipe: false });
    } else if (token.keyword === ')') {
      if (levels.length > 1) levels.pop();
      levels.at(-1)!.segment.push(token);
    } else if (token.keyword === '|') {
      level.segment = [];
      level.inPipe = true;
    } else level.segment.push(token);
  }
  return levels.at(-1)!;
}

function candidatesAt(level: Level, registry: SyntaxRegistry): CompletionCandidate[] {
  const { segment, opener } = level;
  if (opener === 'options' && !level.inPipe) return keywords(QUERY_OPTION_NAMES);
  if (!level.inPipe) return holdsFilters(opener, registry) ? filterCandidates(level, registry) : [];
  if (segment.length === 0) return [...pipes(registry), ...statsFunctions(registry), ...filters(registry)];
  const pipe = segment[0]!.kind === 'word' ? registry.pipes.get(segment[0]!.keyword) : undefined;
  if (pipe?.name === 'stats') return statsCandidates(segment, pipe, registry);
  if (registry.statsFunctions.has(segment[0]!.keyword) || segment[0]!.keyword === 'by') {
    return statsCandidates(segment, registry.pipes.get('stats'), registry);
  }
  if (pipe === undefined || pipe.name === 'filter') return filterCandidates(level, registry);
  return keywords(pipe.keywords ?? []);
}

/** Whether a filter or query stands in brackets after this word. */
function holdsFilters(opener: string, registry: SyntaxRegistry): boolean {
  if (['in', 'contains_all', 'contains_any', 'if', 'union'].includes(opener)) return true;
  return (
    !(registry.filters.has(opener) && /\w/.test(opener)) &&
    !registry.statsFunctions.has(opener) &&
    !isOfPipe(opener, registry)
  );
}

function isOfPipe(word: string, registry: SyntaxRegistry): boolean {
  return registry.pipes.has(word) || [...registry.pipes.values()].some((pipe) => pipe.keywords?.includes(word));
}

/** After a colon a filter of a field stands, after a filter also what joins it to the next. */
function filterCandidates({ segment, inPipe, opener }: Level, registry: SyntaxRegistry): CompletionCandidate[] {
  const previous = segment.at(-1);
  if (previous?.keyword === ':') return functions(registry);
  const isStart = previous === undefined && !inPipe;
  const words = isStart ? (opener === '' || opener === 'in' ? ['not', 'options'] : ['not']) : ['and', 'not', 'or'];
  return [...filters(registry), ...keywords(words)];
}

function statsCandidates(
  segment: readonly Token[],
  pipe: PipeSyntax | undefined,
  registry: SyntaxRegistry,
): CompletionCandidate[] {
  const previous = segment.at(-1)!.keyword;
  if (previous === 'stats') return [...statsFunctions(registry), ...keywords(['by'])];
  if (previous === ',') return statsFunctions(registry);
  const afterFields = previous === ')' && ['by', 'stats'].includes(segment.at(-2)?.keyword ?? '');
  return afterFields ? statsFunctions(registry) : keywords(pipe?.keywords ?? []);
}

function pipes(registry: SyntaxRegistry): CompletionCandidate[] {
  return [...registry.pipes].map(([name, { help }]) => ({ name, kind: 'pipe', help }));
}

function statsFunctions(registry: SyntaxRegistry): CompletionCandidate[] {
  return [...registry.statsFunctions].map(([name, { help }]) => ({ name, kind: 'stats function', help }));
}

function filters(registry: SyntaxRegistry): CompletionCandidate[] {
  const fields = [...registry.fieldFilters].map(([name, { help }]) => ({ name, kind: 'filter' as const, help }));
  return [...fields, ...functions(registry)];
}

/** The filters that are called with brackets. */
function functions(registry: SyntaxRegistry): CompletionCandidate[] {
  const words = [...registry.filters].filter(([name]) => /\w/.test(name));
  return words.map(([name, { help }]) => ({ name, kind: 'filter', help }));
}

function keywords(words: readonly string[]): CompletionCandidate[] {
  return words.map((name) => ({ name, kind: 'keyword', help: undefined }));
}
