import type { Cursor } from './cursor.ts';
import type { FilterSyntax } from './syntax-entry.ts';
import type { SyntaxRegistry } from './syntax-registry.ts';
import type { QueryFilterNode } from './syntax-tree.ts';
import type { Token } from './token.ts';

const PHRASE_STOPS: ReadonlySet<string> = new Set(['*', ',', '(', ')', '[', ']', '|']);
const PHRASE_OR_FIELD_STOPS: ReadonlySet<string> = new Set([...PHRASE_STOPS, ':']);
/** After these a bracket opens a group without a space. */
const BEFORE_GROUP: ReadonlySet<string> = new Set(['', ':', '(', '!', '-', '|', 'not', 'and', 'or']);
const NEGATIONS = ['!', '-', 'not'];

/**
 * Parses filters: OR of AND of NOT of one filter. `field` is the one of the group around them, null for none; within
 * a group a colon belongs to the phrase, because the field is settled.
 */
export class FilterParser {
  private readonly registry: SyntaxRegistry;

  constructor(registry: SyntaxRegistry) {
    this.registry = registry;
  }

  /** Up to `)`, `|` or the end. */
  parseOr(cursor: Cursor, field: string | null): QueryFilterNode {
    const filters = [this.parseAnd(cursor, field)];
    while (!cursor.atPipeEnd) {
      cursor.expect('or');
      filters.push(this.parseAnd(cursor, field));
    }
    return filters.length === 1 ? filters[0]! : { kind: 'or', filters };
  }

  private parseAnd(cursor: Cursor, field: string | null): QueryFilterNode {
    const filters = [this.parseNot(cursor, field)];
    while (!cursor.atPipeEnd && !cursor.is('or')) {
      cursor.accept('and');
      filters.push(this.parseNot(cursor, field));
    }
    return filters.length === 1 ? filters[0]! : { kind: 'and', filters };
  }

  private parseNot(cursor: Cursor, field: string | null): QueryFilterNode {
    let negations = 0;
    // `!a:!b` and `!:!b` may mix both, so they are counted together.
    while (cursor.is(...NEGATIONS, ':')) if (cursor.next().text !== ':') negations++;
    const filter = this.parseOne(cursor, field);
    if (negations % 2 === 0) return filter;
    return filter.kind === 'not' ? filter.filter : { kind: 'not', filter };
  }

  private parseOne(cursor: Cursor, field: string | null): QueryFilterNode {
    const { token } = cursor;
    if (cursor.is('!=', '!~')) return { kind: 'not', filter: this.parseNegated(cursor, field) };
    if (cursor.is('(')) return this.parseGroup(cursor, field);
    const entry = this.entryAt(cursor, token);
    if (entry?.parse !== undefined) return cursor.nested(() => entry.parse!(cursor, field));
    return this.parsePhrase(cursor, field);
  }

  /** The entry of a symbol, or of a word before its bracket. */
  private entryAt(cursor: Cursor, token: Token): FilterSyntax | undefined {
    const entry = token.kind === 'string' ? undefined : this.registry.filters.get(token.keyword);
    if (entry === undefined || token.kind === 'symbol') return entry;
    return (entry.brackets ?? ['(']).includes(cursor.peek().text) && cursor.peek().kind === 'symbol'
      ? entry
      : undefined;
  }

  /** `!=…` and `!~…`: what follows is that of `=` and `~`, whose entries step over one token. */
  private parseNegated(cursor: Cursor, field: string | null): QueryFilterNode {
    const entry = this.registry.filters.get(cursor.token.text.slice(1));
    if (entry?.parse === undefined) cursor.fail('a filter');
    return entry.parse(cursor, field);
  }

  private parseGroup(cursor: Cursor, field: string | null): QueryFilterNode {
    const { previous } = cursor;
    const touches = previous !== undefined && !cursor.token.spaceBefore;
    if (touches && (previous.kind === 'string' || !BEFORE_GROUP.has(previous.keyword)))
      this.failAtCall(cursor, previous);
    cursor.expect('(');
    const filter = cursor.nested(() => this.parseOr(cursor, field));
    cursor.expect(')');
    return filter;
  }

  /** `name(`, where no filter has that name. */
  private failAtCall(cursor: Cursor, name: Token): never {
    const known = [
      ...this.registry.filters.keys(),
      ...this.registry.pipes.keys(),
      ...this.registry.statsFunctions.keys(),
    ].filter((each) => each !== name.keyword);
    cursor.fail(['a space before the bracket', 'the name of a filter before it'], {
      at: name,
      problem: `${cursor.text.slice(name.start, name.end)} is no filter with brackets`,
      known,
    });
  }

  private parsePhrase(cursor: Cursor, field: string | null): QueryFilterNode {
    const stops = field === null ? PHRASE_OR_FIELD_STOPS : PHRASE_STOPS;
    const { text, quoted, first } = cursor.compound('a filter', stops);
    if (field === null && cursor.accept(':')) return this.parseFieldFilter(cursor, text, quoted, first);
    const column = field ?? '_msg';
    if (!cursor.token.spaceBefore && cursor.accept('*')) {
      if (cursor.is(':')) cursor.fail('the name of one field before the colon', { at: first });
      return text === ''
        ? { kind: 'any-value', field: column }
        : { kind: 'prefix', field: column, text, ignoreCase: false };
    }
    return text === '' ? { kind: 'empty', field: column } : { kind: 'phrase', field: column, text, ignoreCase: false };
  }

  /** What stands after `field:`. */
  private parseFieldFilter(cursor: Cursor, field: string, quoted: boolean, first: Token): QueryFilterNode {
    if (cursor.atEnd) cursor.fail(`a filter for the field ${field === '' ? '_msg' : field}`);
    const entry = this.registry.fieldFilters.get(field);
    // Names that begin with _ are those of the reference, which takes them in quotes too; others are ours.
    if (entry?.parse !== undefined && (!quoted || field.startsWith('_'))) {
      if (entry.takes?.(cursor, this.entryAt(cursor, cursor.token)) !== false) return entry.parse(cursor, field);
    }
    if (first.kind === 'symbol' && cursor.is('|', ')')) cursor.fail('a filter');
    return cursor.nested(() => this.parseNot(cursor, field === '' ? null : field));
  }
}
