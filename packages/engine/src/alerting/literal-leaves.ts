import type { Bitmap } from '../bytes/bitmap.ts';
import { hasDigit, wordsOf } from '../bytes/words.ts';
import type { Column } from '../columns/column.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import { TextPattern } from '../columns/text-pattern.ts';
import type { FilterNode } from '../logsql/filter-node.ts';
import type { Block } from '../segments/block.ts';
import type { BitmapArena } from './bitmap-arena.ts';
import { FieldTexts } from './field-texts.ts';
import { isBare, LITERALS_LENGTH_MAX, LiteralMatcher } from './literal-matcher.ts';
import type { LeafGroup, SharedLeaf, Turn } from './shared-leaf.ts';

/** Leaves from which one pass for all of them is cheaper than one look-up for each. */
const TOGETHER_MIN = 16;

/** Leaves that could match within a variable cost many times as much by themselves. */
const OPEN_TOGETHER_MIN = 4;

/** Letters of a pattern beyond which a leaf is better by itself. */
const PATTERN_LENGTH_MAX = 256;

/** A share of the block's rows so small that looking at each of them is cheaper than a pass over all. */
const FEW_ROWS_SHARE = 1 / 16;

/**
 * The leaves of all rules that look for a literal text in one field: words, phrases, prefixes, substrings. Where there are many,
 * a block is read once for all of them:
 *
 * - the distinct values of a dictionary decide every leaf;
 * - templates decide each leaf that only constant text can match: whole words without a digit and what lies between them;
 * - for the others the texts of the rows are read, but only when conjunctions have left so many rows that it is worth it; until
 *   then just these rows are looked at.
 */
export class LiteralLeaves implements LeafGroup {
  private readonly field: string;
  private readonly turn: Turn;
  private readonly texts: FieldTexts;
  private readonly literals: Literal[] = [];
  private readonly literalOf = new Map<SharedLeaf, Literal>();
  private letters = 0;
  private turnNumber = -1;
  /** Texts looked at one by one in this turn. */
  private rowsTested = 0;
  private matchers: Matchers | null = null;

  constructor(field: string, turn: Turn) {
    this.field = field;
    this.turn = turn;
    this.texts = new FieldTexts(field);
  }

  /** Takes a leaf if its node looks for a literal text. */
  add(node: FilterNode, leaf: SharedLeaf): boolean {
    const pattern = patternOf(node);
    if (pattern === null || pattern.text.length > PATTERN_LENGTH_MAX) return false;
    if (this.letters + pattern.text.length >= LITERALS_LENGTH_MAX) return false;
    this.letters += pattern.text.length;
    const literal = { leaf, pattern, isConstant: isConstant(pattern) };
    this.literals.push(literal);
    this.literalOf.set(leaf, literal);
    return true;
  }

  begin(block: Block): void {
    if (this.turnNumber === this.turn.number) return;
    this.turnNumber = this.turn.number;
    this.texts.begin(block);
    this.rowsTested = 0;
    this.matchers ??= matchersOf(this.literals);
    if (this.matchers === null) return;
    const column = block.column(this.field);
    if (column === undefined) settleAll(this.literals, new Map());
    else if (column.dictionary() !== null) this.readDictionary(block, column, this.matchers);
    else if (column instanceof TemplateColumn) this.readTemplates(block, column, this.matchers);
  }

  narrow(leaf: SharedLeaf, block: Block, selection: Bitmap): boolean {
    const { matchers } = this;
    if (matchers === null) return false;
    const literal = this.literalOf.get(leaf)!;
    const rows = selection.count();
    const isOneOfMany = !literal.isConstant && matchers.open.literals.length >= OPEN_TOGETHER_MIN;
    if (rows <= block.rowCount * FEW_ROWS_SHARE && (!isOneOfMany || this.rowsTested + rows <= 2 * block.rowCount)) {
      this.rowsTested += rows;
      this.testRows(literal.pattern, selection);
      return true;
    }
    if (isOneOfMany) this.readRows(block, matchers.open);
    return false;
  }

  private testRows(pattern: TextPattern, selection: Bitmap): void {
    const bare = isBare(pattern);
    for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
      const text = pattern.ignoreCase ? this.texts.lower(row) : this.texts.text(row);
      if (!(bare ? text.includes(pattern.text) : pattern.test(text))) selection.clear(row);
    }
  }

  private readDictionary(block: Block, column: Column, { all }: Matchers): void {
    const { values, codes } = column.dictionary()!;
    const found = new FoundRows(block.rowCount, this.turn.arena);
    findByCode(found, column, codes, values, all.matcher);
    settleAll(all.literals, found.sets);
  }

  private readTemplates(block: Block, column: TemplateColumn, { constant }: Matchers): void {
    const { templates, codes } = column;
    const texts = Array.from({ length: templates.count }, (_, template) => templates.pieces(template).join(VARIABLE));
    const found = new FoundRows(block.rowCount, this.turn.arena);
    findByCode(found, column, codes, texts, constant.matcher);
    settleAll(constant.literals, found.sets);
  }

  private readRows(block: Block, open: MatcherOf): void {
    const found = new FoundRows(block.rowCount, this.turn.arena);
    const column = block.column(this.field)!;
    let row = 0;
    const add = (id: number): void => found.of(id).set(row);
    // These texts are not kept: thousands that live for a block would be copied by the garbage collector.
    for (let index = 0; index < column.rows.count; index++) {
      row = column.rows.rowAt(index);
      open.matcher.match(column.valueText(index), add);
    }
    settleAll(open.literals, found.sets);
  }
}

/** The field that a node looks for a literal text in, if it does. */
export function literalFieldOf(node: FilterNode): string | null {
  return patternOf(node) !== null && 'field' in node && node.field !== '_time' ? node.field : null;
}

interface Literal {
  readonly leaf: SharedLeaf;
  readonly pattern: TextPattern;
  /** Only the constant text of a template can match. */
  readonly isConstant: boolean;
}

interface MatcherOf {
  readonly literals: readonly Literal[];
  readonly matcher: LiteralMatcher;
}

interface Matchers {
  readonly all: MatcherOf;
  readonly constant: MatcherOf;
  readonly open: MatcherOf;
}

/** Stands for a variable between the pieces of a template. No character, so that no pattern of a person holds it. */
const VARIABLE = '\uffff';

function patternOf(node: FilterNode): TextPattern | null {
  if (!('text' in node) || node.text === '') return null;
  switch (node.kind) {
    case 'phrase':
      return new TextPattern(node.text, { wordStart: true, wordEnd: true, ignoreCase: node.ignoreCase });
    case 'prefix':
      return new TextPattern(node.text, { wordStart: true, ignoreCase: node.ignoreCase });
    case 'substring':
      return new TextPattern(node.text, { ignoreCase: node.ignoreCase });
    case 'exact-prefix':
      return new TextPattern(node.text, { anchorStart: true });
    default:
      return null;
  }
}

/**
 * Words with a digit may be variables, and a word that may go on at an end of the pattern may go on with a digit. Everything else
 * stands in templates. Where case is ignored, lower case may divide a variable into words.
 */
function isConstant({ text, wordStart, wordEnd, anchorStart, ignoreCase }: TextPattern): boolean {
  if (ignoreCase || text.includes(VARIABLE)) return false;
  const words = wordsOf(text);
  const [first] = words;
  const last = words.at(-1);
  const isOpen =
    (first !== undefined && text.startsWith(first) && !wordStart && !anchorStart) ||
    (last !== undefined && text.endsWith(last) && !wordEnd);
  return !isOpen && !words.some(hasDigit);
}

/** Null where the leaves are too few, or their letters too many. */
function matchersOf(literals: readonly Literal[]): Matchers | null {
  const open = literals.filter((literal) => !literal.isConstant);
  if (literals.length < TOGETHER_MIN && open.length < OPEN_TOGETHER_MIN) return null;
  const constant = literals.filter((literal) => literal.isConstant);
  try {
    return { all: matcherOf(literals), constant: matcherOf(constant), open: matcherOf(open) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function matcherOf(literals: readonly Literal[]): MatcherOf {
  return { literals, matcher: new LiteralMatcher(literals.map(({ pattern }) => pattern)) };
}

/** Row sets by the number of a literal, made as they are needed. */
class FoundRows {
  readonly sets = new Map<number, Bitmap>();
  private readonly rowCount: number;
  private readonly arena: BitmapArena;

  constructor(rowCount: number, arena: BitmapArena) {
    this.rowCount = rowCount;
    this.arena = arena;
  }

  of(id: number): Bitmap {
    let rows = this.sets.get(id);
    if (rows === undefined) {
      rows = this.arena.take(this.rowCount);
      this.sets.set(id, rows);
    }
    return rows;
  }
}

/** Finds rows by texts that stand for many: a value's code is the number of its text. */
function findByCode(
  found: FoundRows,
  column: Column,
  codes: ArrayLike<number>,
  texts: readonly string[],
  matcher: LiteralMatcher,
): void {
  const setsOfCode = texts.map((text) => {
    const sets: Bitmap[] = [];
    matcher.match(text, (id) => sets.push(found.of(id)));
    return sets;
  });
  if (found.sets.size === 0) return;
  for (let index = 0; index < codes.length; index++) {
    const sets = setsOfCode[codes[index]!]!;
    if (sets.length === 0) continue;
    const row = column.rows.rowAt(index);
    for (const rows of sets) rows.set(row);
  }
}

function settleAll(literals: readonly Literal[], found: ReadonlyMap<number, Bitmap>): void {
  literals.forEach(({ leaf }, id) => {
    leaf.settle(found.get(id) ?? null);
  });
}
