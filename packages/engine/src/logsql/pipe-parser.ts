import { QuerySyntaxError } from '../errors/engine-error.ts';
import type { Cursor } from './cursor.ts';
import { nearestName } from './nearest-name.ts';
import type { StatsFunctionNode } from './stats-function-node.ts';
import type { SyntaxRegistry } from './syntax-registry.ts';
import type { PipeNode } from './syntax-tree.ts';

/** Parses pipes, also those whose name may be left out: `| count() x` is `stats`, `| level:error` is `filter`. */
export class PipeParser {
  private readonly registry: SyntaxRegistry;

  constructor(registry: SyntaxRegistry) {
    this.registry = registry;
  }

  /** One or more pipes with `|` between, up to `)` or the end. */
  parsePipes(cursor: Cursor): PipeNode[] {
    const pipes = [this.parsePipe(cursor)];
    while (cursor.accept('|')) pipes.push(this.parsePipe(cursor));
    return pipes;
  }

  private parsePipe(cursor: Cursor): PipeNode {
    const { token } = cursor;
    if (cursor.atPipeEnd) cursor.fail('a pipe');
    const entry = token.kind === 'word' ? this.registry.pipes.get(token.keyword) : undefined;
    if (entry !== undefined) {
      cursor.next();
      return entry.parse(cursor);
    }
    const stats = this.registry.pipes.get('stats');
    if (stats !== undefined && this.standsStats(cursor)) return stats.parse(cursor);
    if (token.kind === 'word' && isCall(cursor) && !this.registry.filters.has(token.keyword)) this.failAtCall(cursor);
    return this.parseFilter(cursor);
  }

  /** `filter` was left out, or a name is misspelt: where what follows is no filter, the second is likelier. */
  private parseFilter(cursor: Cursor): PipeNode {
    const { token } = cursor;
    try {
      return { kind: 'filter', filter: cursor.grammar.filter(cursor, null) };
    } catch (error) {
      const isMisspelt =
        error instanceof QuerySyntaxError &&
        token.kind === 'word' &&
        !this.registry.filters.has(token.keyword) &&
        nearestName(token.text, this.registry.pipes.keys()) !== undefined;
      if (!isMisspelt) throw error;
      return cursor.fail(['a pipe', 'a filter'], { at: token, known: this.registry.pipes.keys() });
    }
  }

  /** Whether `stats` was left out: at `by (…)`, or at a function, perhaps after the fields in brackets. */
  private standsStats(cursor: Cursor): boolean {
    if (cursor.is('by') && cursor.peek().text === '(') return true;
    const mark = cursor.mark();
    const isGroup = cursor.is('(');
    if (isGroup) skipGroup(cursor);
    const stands = this.standsFunction(cursor, isGroup);
    cursor.rewind(mark);
    return stands;
  }

  /** A word with a space before its bracket may also be a filter before a group: `max (a or b)`. */
  private standsFunction(cursor: Cursor, afterFields: boolean): boolean {
    const { token } = cursor;
    if (token.kind !== 'word' || !this.registry.statsFunctions.has(token.keyword)) return false;
    const bracket = cursor.peek();
    if (bracket.kind !== 'symbol' || bracket.text !== '(') return false;
    if (afterFields || !bracket.spaceBefore) return true;
    cursor.next();
    return isFieldList(cursor);
  }

  /** The function at the cursor with its arguments. */
  parseStatsFunction(cursor: Cursor): StatsFunctionNode {
    const { token } = cursor;
    const entry = token.kind === 'word' ? this.registry.statsFunctions.get(token.keyword) : undefined;
    if (entry === undefined) cursor.fail('a stats function', { known: this.registry.statsFunctions.keys() });
    cursor.next();
    if (!cursor.is('(')) cursor.fail(`'(' after ${entry.name}`);
    return entry.parse(cursor);
  }

  private failAtCall(cursor: Cursor): never {
    const known = [
      ...this.registry.statsFunctions.keys(),
      ...this.registry.pipes.keys(),
      ...this.registry.filters.keys(),
    ];
    cursor.fail(['a pipe', 'a stats function', 'a filter'], { known });
  }
}

/** Whether a bracket follows the word at the cursor without a space. */
function isCall(cursor: Cursor): boolean {
  const bracket = cursor.peek();
  return bracket.kind === 'symbol' && bracket.text === '(' && !bracket.spaceBefore;
}

/** Steps over a group in brackets, or to the end if it is not closed. */
function skipGroup(cursor: Cursor): void {
  let depth = 0;
  do {
    if (cursor.is('(')) depth++;
    else if (cursor.is(')')) depth--;
    cursor.next();
  } while (depth > 0 && !cursor.atEnd);
}

/** Whether names with commas between stand in the brackets at the cursor. */
function isFieldList(cursor: Cursor): boolean {
  cursor.next();
  for (let afterName = false; !cursor.is(')'); ) {
    const { token } = cursor;
    if (cursor.atEnd || cursor.is('(', '|')) return false;
    const isComma = cursor.is(',');
    if (!isComma && afterName && token.spaceBefore) return false;
    afterName = !isComma;
    cursor.next();
  }
  return true;
}
