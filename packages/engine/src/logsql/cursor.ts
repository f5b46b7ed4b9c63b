import { QuerySyntaxError } from '../errors/engine-error.ts';
import { nearestName } from './nearest-name.ts';
import type { Printer } from './printer.ts';
import { QUERY_DEPTH_MAX } from './query-limits.ts';
import type { StatsFunctionNode } from './stats-function-node.ts';
import type { Query, QueryFilterNode } from './syntax-tree.ts';
import type { Token } from './token.ts';

/** The parts of the language that its filters, pipes and functions contain. Each parses what stands at the cursor. */
export interface Grammar {
  /** Up to `)` or the end. */
  query(cursor: Cursor): Query;
  /** With OR and AND, up to `)`, `|` or the end; `field` is the one of the group around it, null for none. */
  filter(cursor: Cursor, field: string | null): QueryFilterNode;
  statsFunction(cursor: Cursor): StatsFunctionNode;
}

/** Several tokens that stand without space between them, read as one text. */
export interface Compound {
  /** A lone string decoded, all else as it stands. */
  readonly text: string;
  /** Whether it is a lone string. */
  readonly quoted: boolean;
  readonly first: Token;
}

export interface FailureDetails {
  /** Names of which the nearest to the offending token is suggested. */
  readonly known?: Iterable<string>;
  /** The offending token; the one at the cursor if absent. */
  readonly at?: Token | undefined;
  /** What is wrong, where "unexpected …" does not say it. */
  readonly problem?: string;
}

const PIPE_END: ReadonlySet<string> = new Set(['|', ')', '']);
const NAME_STOPS: ReadonlySet<string> = new Set([',', '(', ')', '[', ']', '|', '']);
const QUOTES: ReadonlySet<string> = new Set(['"', "'", '`']);

/** A place in the tokens of a query, and what every parser needs there. Its methods throw `QuerySyntaxError`. */
export class Cursor {
  readonly text: string;
  readonly grammar: Grammar;
  /** For results that are not named: they are called as they are written. */
  readonly printer: Printer;
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;

  constructor(text: string, tokens: readonly Token[], grammar: Grammar, printer: Printer) {
    this.text = text;
    this.tokens = tokens;
    this.grammar = grammar;
    this.printer = printer;
  }

  /** The token at the cursor. */
  get token(): Token {
    return this.tokens[this.index]!;
  }

  get previous(): Token | undefined {
    return this.tokens[this.index - 1];
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** Whether a pipe ends here: at `|`, `)` or the end. */
  get atPipeEnd(): boolean {
    return this.token.kind !== 'string' && PIPE_END.has(this.token.keyword);
  }

  /** The token `ahead` places on; the last one beyond the end. */
  peek(ahead = 1): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!;
  }

  /** Where the cursor is, for `rewind`. */
  mark(): number {
    return this.index;
  }

  rewind(mark: number): void {
    this.index = mark;
  }

  /** How often a symbol stands between a mark and the cursor. */
  countSince(mark: number, symbol: string): number {
    let count = 0;
    for (let index = mark; index < this.index; index++) if (isSymbol(this.tokens[index]!, symbol)) count++;
    return count;
  }

  /** Steps over the token at the cursor and returns it. */
  next(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  /** Whether an unquoted token that is one of these (in lower case) stands here. */
  is(...keywords: string[]): boolean {
    return this.token.kind !== 'string' && this.token.kind !== 'end' && keywords.includes(this.token.keyword);
  }

  /** Steps over the keyword if it stands here. */
  accept(keyword: string): boolean {
    if (!this.is(keyword)) return false;
    this.index++;
    return true;
  }

  expect(keyword: string): void {
    if (!this.accept(keyword)) this.fail(`'${keyword}'`);
  }

  /** Runs a parser one level deeper. */
  nested<T>(parse: () => T): T {
    if (this.depth >= QUERY_DEPTH_MAX) {
      this.fail(`at most ${QUERY_DEPTH_MAX} levels of nesting`, { problem: 'the query is nested too deeply' });
    }
    this.depth++;
    const result = parse();
    this.depth--;
    return result;
  }

  /** `( query )` */
  queryInBrackets(): Query {
    this.expect('(');
    const query = this.nested(() => this.grammar.query(this));
    this.expect(')');
    return query;
  }

  /** `if ( filter )`; null if no `if` stands here. An empty filter is every row. */
  condition(): QueryFilterNode | null {
    if (!this.accept('if')) return null;
    this.expect('(');
    if (this.accept(')')) return { kind: 'all' };
    const filter = this.nested(() => this.grammar.filter(this, null));
    this.expect(')');
    return filter;
  }

  /**
   * A text of one or more tokens without space between them, up to a stop.
   * @param expected What to say if it is missing.
   */
  compound(expected: string, stops: ReadonlySet<string> = NAME_STOPS): Compound {
    const first = this.token;
    if (this.stopsAt(first, stops)) this.fail(expected);
    if (first.kind === 'symbol' && QUOTES.has(first.text)) this.failAtQuote();
    return this.rest(first, stops);
  }

  /** As `compound`, but the cursor may be at anything, also at a stop. */
  rest(first: Token, stops: ReadonlySet<string>): Compound {
    this.next();
    let last = first;
    while (!this.token.spaceBefore && !this.stopsAt(this.token, stops)) last = this.next();
    if (last === first) return { text: first.text, quoted: first.kind === 'string', first };
    return { text: this.text.slice(first.start, last.end), quoted: false, first };
  }

  private stopsAt(token: Token, stops: ReadonlySet<string>): boolean {
    return token.kind === 'end' || (token.kind === 'symbol' && stops.has(token.text));
  }

  /** The text of a value such as a pattern or prefix. */
  value(expected: string): string {
    return this.compound(expected).text;
  }

  /** The name of a field; the empty name is `_msg`. */
  field(expected = 'a field name'): string {
    const { text, first } = this.compound(expected);
    if (text.endsWith('*')) this.fail('a field name without *', { at: first });
    return text === '' ? '_msg' : text;
  }

  /** A field name, `prefix*` or `*`. */
  fieldPattern(): string {
    const { text } = this.compound('a field name or a prefix with *');
    return text === '' ? '_msg' : text;
  }

  /** One or more field patterns with commas between. */
  fieldPatterns(): string[] {
    const fields = [this.fieldPattern()];
    while (this.accept(',')) fields.push(this.fieldPattern());
    return fields;
  }

  /** One or more fields with commas between. */
  fields(): string[] {
    const fields = [this.field()];
    while (this.accept(',')) fields.push(this.field());
    return fields;
  }

  /** `( a, b, … )` with any number of items; a comma may stand before the closing bracket. */
  list<T>(item: () => T): T[] {
    const items: T[] = [];
    this.expect('(');
    while (!this.accept(')')) {
      items.push(item());
      if (!this.accept(',') && !this.is(')')) this.fail(["','", "')'"]);
    }
    return items;
  }

  fieldsInBrackets(): string[] {
    return this.list(() => this.field());
  }

  fieldPatternsInBrackets(): string[] {
    return this.list(() => this.fieldPattern());
  }

  /** `as name` or just `name`, if there is one before the end of the pipe. */
  resultField(fallback: string): string {
    if (this.accept('as') || !this.atPipeEnd) return this.field('the name of the result');
    return fallback;
  }

  /** Throws: one of `expected` should have stood at the cursor. */
  fail(expected: string | readonly string[], details: FailureDetails = {}): never {
    const token = details.at ?? this.token;
    const wanted = typeof expected === 'string' ? [expected] : expected;
    const found = token.kind === 'end' ? '' : this.text.slice(token.start, token.end);
    const suggestion = details.known === undefined ? undefined : nearestName(found, details.known);
    const problem = details.problem ?? (found === '' ? 'unexpected end of the query' : `unexpected ${shorten(found)}`);
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    throw new QuerySyntaxError(`${problem} at position ${token.start}: expected ${wanted.join(' or ')}${hint}`, {
      position: token.start,
      found,
      expected: wanted,
      suggestion,
    });
  }

  private failAtQuote(): never {
    this.fail('a quoted string with its closing quote', {
      problem: `the string that begins with ${this.token.text} has no closing quote or a wrong escape (\\\\ is a backslash)`,
    });
  }
}

function isSymbol(token: Token, symbol: string): boolean {
  return token.kind === 'symbol' && token.text === symbol;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
