import type { Bitmap } from '../bytes/bitmap.ts';
import type { Column } from '../columns/column.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import type { TextPattern } from '../columns/text-pattern.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { Block } from '../segments/block.ts';
import { FieldTexts } from './field-texts.ts';
import { FoundRows } from './found-rows.ts';
import { isBare, type Literal, literalOf } from './literal.ts';
import { LITERALS_LENGTH_MAX, LiteralMatcher } from './literal-matcher.ts';
import type { LeafGroup, SharedLeaf, Turn } from './shared-leaf.ts';
import { TemplateLiterals } from './template-literals.ts';

/** Leaves from which one pass for all of them is cheaper than one search for each. */
const TOGETHER_MIN = 16;

/** Leaves that may match within a variable cost many times as much by themselves. */
const OPEN_TOGETHER_MIN = 4;

/** Letters of a pattern beyond which a leaf is better by itself. */
const PATTERN_LENGTH_MAX = 256;

/** A share of the block's rows so small that looking at each of them is cheaper than a search over all. */
const FEW_ROWS_SHARE = 1 / 16;

/**
 * The leaves of all rules that look for a literal text in one field: words, phrases, prefixes, substrings. Where there are many,
 * a block is read once for all of them: the distinct values of a dictionary, or templates and the dictionary of their variables
 * (see `TemplateLiterals`). What these leave open, such as a text that runs over a number, is looked for in the texts of the rows:
 * of those that a conjunction has left, while they are few, else of all of them once for all such leaves.
 */
export class LiteralLeaves implements LeafGroup {
  private readonly field: string;
  private readonly turn: Turn;
  private readonly texts: FieldTexts;
  private readonly leaves: SharedLeaf[] = [];
  private readonly literals: Literal[] = [];
  private readonly idOfLeaf = new Map<SharedLeaf, number>();
  private letters = 0;
  private matchers: Matchers | null | undefined;
  private turnNumber = -1;
  /** The leaves that templates have left open in this turn. */
  private open: ReadonlySet<number> = new Set();
  /** Texts looked at one by one in this turn. */
  private rowsTested = 0;

  constructor(field: string, turn: Turn) {
    this.field = field;
    this.turn = turn;
    this.texts = new FieldTexts(field);
  }

  /** Takes a leaf if its node looks for a literal text. To be called before the first turn. */
  add(node: QueryFilterNode, leaf: SharedLeaf): boolean {
    const literal = literalOf(node);
    if (literal === null || literal.pattern.text.length > PATTERN_LENGTH_MAX) return false;
    const letters = this.letters + literal.pattern.text.length;
    // Half, for both ends of a pattern are looked for by themselves too.
    if (letters >= LITERALS_LENGTH_MAX / 2) return false;
    this.letters = letters;
    this.idOfLeaf.set(leaf, this.leaves.length);
    this.leaves.push(leaf);
    this.literals.push(literal);
    return true;
  }

  begin(block: Block): void {
    if (this.turnNumber === this.turn.number) return;
    this.turnNumber = this.turn.number;
    this.texts.begin(block);
    this.rowsTested = 0;
    if (this.matchers === undefined) this.matchers = matchersOf(this.literals);
    if (this.matchers !== null) this.read(block, this.matchers);
  }

  narrow(leaf: SharedLeaf, block: Block, selection: Bitmap): boolean {
    const { matchers } = this;
    if (matchers === null || matchers === undefined) return false;
    const { pattern } = this.literals[this.idOfLeaf.get(leaf)!]!;
    const rows = selection.count();
    const isOneOfMany = this.open.size >= OPEN_TOGETHER_MIN;
    if (rows <= block.rowCount * FEW_ROWS_SHARE && (!isOneOfMany || this.rowsTested + rows <= 2 * block.rowCount)) {
      this.rowsTested += rows;
      this.testRows(pattern, selection);
      return true;
    }
    if (isOneOfMany) this.readRows(block, matchers.texts);
    return false;
  }

  private read(block: Block, matchers: Matchers): void {
    const found = new FoundRows(block.rowCount, this.turn.arena);
    const column = block.column(this.field);
    this.open = NOTHING_OPEN;
    if (column?.dictionary() != null) findInDictionary(column, matchers.texts, found);
    else if (column instanceof TemplateColumn) this.open = matchers.templates.find(column, found);
    else if (column !== undefined) this.open = new Set(this.leaves.keys());
    this.leaves.forEach((leaf, id) => {
      if (!this.open.has(id)) leaf.settle(found.get(id));
    });
  }

  private testRows(pattern: TextPattern, selection: Bitmap): void {
    const bare = isBare(pattern);
    for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
      const text = pattern.ignoreCase ? this.texts.lower(row) : this.texts.text(row);
      if (!(bare ? text.includes(pattern.text) : pattern.test(text))) selection.clear(row);
    }
  }

  private readRows(block: Block, matcher: LiteralMatcher): void {
    const found = new FoundRows(block.rowCount, this.turn.arena);
    const column = block.column(this.field)!;
    let row = 0;
    const add = (id: number): void => {
      if (this.open.has(id)) found.of(id).set(row);
    };
    // These texts are not kept: thousands that live for a block would be copied by the garbage collector.
    for (let index = 0; index < column.rows.count; index++) {
      row = column.rows.rowAt(index);
      matcher.match(column.valueText(index), add);
    }
    for (const id of this.open) this.leaves[id]!.settle(found.get(id));
  }
}

/** The field that a node looks for a literal text in, if it does. */
export function literalFieldOf(node: QueryFilterNode): string | null {
  return literalOf(node) !== null && 'field' in node && node.field !== '_time' ? node.field : null;
}

interface Matchers {
  /** Of whole texts; a pattern has the number of its literal. */
  readonly texts: LiteralMatcher;
  readonly templates: TemplateLiterals;
}

const NOTHING_OPEN: ReadonlySet<number> = new Set();

/** Null where the leaves are too few, or their letters too many. */
function matchersOf(literals: readonly Literal[]): Matchers | null {
  const free = literals.filter(({ edges }) => edges.length > 0).length;
  if (literals.length < TOGETHER_MIN && free < OPEN_TOGETHER_MIN) return null;
  try {
    const texts = new LiteralMatcher(literals.map(({ pattern }) => pattern));
    return { texts, templates: new TemplateLiterals(literals) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function findInDictionary(column: Column, matcher: LiteralMatcher, found: FoundRows): void {
  const { values, codes } = column.dictionary()!;
  const setsOfCode = values.map((value) => {
    const sets: Bitmap[] = [];
    matcher.match(value, (id) => sets.push(found.of(id)));
    return sets;
  });
  if (found.isEmpty) return;
  for (let index = 0; index < codes.length; index++) {
    const sets = setsOfCode[codes[index]!]!;
    if (sets.length === 0) continue;
    const row = column.rows.rowAt(index);
    for (const set of sets) set.set(row);
  }
}
