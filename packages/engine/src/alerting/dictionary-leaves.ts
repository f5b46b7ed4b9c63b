import type { Bitmap } from '../bytes/bitmap.ts';
import type { Column, DictionaryView } from '../columns/column.ts';
import { lowerCase } from '../entry/lower-case.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { tagsOfText } from '../query/tag-list.ts';
import type { Block } from '../segments/block.ts';
import type { SharedLeaf, Turn } from './shared-leaf.ts';

/**
 * Equality leaves of all rules, by what they look for: a field and a text, a level, a tag. A block whose column has
 * its distinct values at hand is asked the other way round: each value is looked up, one pass over the codes finds the rows
 * of all leaves that it has, and the others are known to be empty. So a thousand rules on as many sources cost a block
 * no more than the sources it has. Of many leaves on a field without a dictionary, such as trace ids, the value of each row is looked up.
 */
export class DictionaryLeaves {
  private readonly tables = new Map<string, LeafTable>();
  private readonly turn: Turn;

  constructor(turn: Turn) {
    this.turn = turn;
  }

  /** Takes a leaf if its node can be looked up by value. */
  add(node: QueryFilterNode, leaf: SharedLeaf): boolean {
    const lookup = lookupOf(node);
    if (lookup === null) return false;
    const name = `${lookup.reading} ${lookup.field}`;
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new LeafTable(lookup.field, lookup.reading, this.turn);
      this.tables.set(name, table);
    }
    table.add(lookup.keys, leaf);
    return true;
  }

  /** Settles the leaves for a block; few on a column without a dictionary decide for themselves. */
  settle(block: Block): void {
    for (const table of this.tables.values()) table.settle(block);
  }
}

/** Leaves from which reading all values of a column without a dictionary is cheaper than one search for each. */
const TOGETHER_MIN = 32;

/** Whether a node is one that `DictionaryLeaves` takes. */
export function hasLookup(node: QueryFilterNode): boolean {
  return lookupOf(node) !== null;
}

/** How a value is read before it is looked up: as it is, in lower case, or as the elements of a list. */
type Reading = 'text' | 'lower' | 'elements';

interface Lookup {
  readonly field: string;
  readonly reading: Reading;
  /** A row passes exactly if its value, so read, is or has one of these. None is the empty text. */
  readonly keys: readonly string[];
}

const KEYS_OF_VALUE: Readonly<Record<Reading, (value: string) => readonly string[]>> = {
  text: (value) => [value],
  lower: (value) => [lowerCase(value)],
  elements: tagsOfText,
};

function lookupOf(node: QueryFilterNode): Lookup | null {
  const lookup = anyLookupOf(node);
  // The empty text is also that of rows without a value, which no dictionary lists; times have no dictionary.
  return lookup === null || lookup.field === '_time' || lookup.keys.length === 0 || lookup.keys.includes('')
    ? null
    : lookup;
}

function anyLookupOf(node: QueryFilterNode): Lookup | null {
  switch (node.kind) {
    case 'exact':
      return { field: node.field, reading: 'text', keys: [node.text] };
    case 'in':
      return { field: node.field, reading: 'text', keys: node.values };
    case 'level':
      return { field: 'level', reading: 'lower', keys: node.names.map(lowerCase) };
    case 'tags':
      return node.mode === 'any' || node.elements.length === 1
        ? { field: 'tags', reading: 'elements', keys: node.elements }
        : null;
    default:
      return null;
  }
}

class LeafTable {
  private readonly field: string;
  private readonly turn: Turn;
  private readonly keysOfValue: (value: string) => readonly string[];
  private readonly leaves: SharedLeaf[] = [];
  private readonly leavesOfKey = new Map<string, SharedLeaf[]>();

  constructor(field: string, reading: Reading, turn: Turn) {
    this.field = field;
    this.turn = turn;
    this.keysOfValue = KEYS_OF_VALUE[reading];
  }

  add(keys: readonly string[], leaf: SharedLeaf): void {
    this.leaves.push(leaf);
    for (const key of new Set(keys)) {
      const leaves = this.leavesOfKey.get(key);
      if (leaves === undefined) this.leavesOfKey.set(key, [leaf]);
      else leaves.push(leaf);
    }
  }

  settle(block: Block): void {
    const column = block.column(this.field);
    const dictionary = column?.dictionary() ?? null;
    if (column !== undefined && dictionary === null && this.leaves.length < TOGETHER_MIN) return;
    for (const leaf of this.leaves) leaf.settle(null);
    if (column === undefined) return;
    const found = new Map<SharedLeaf, Bitmap>();
    if (dictionary === null) this.findByText(block, column, found);
    else this.findByCode(block, column, dictionary, found);
    for (const [leaf, rows] of found) leaf.settle(rows);
  }

  private findByText(block: Block, column: Column, found: Map<SharedLeaf, Bitmap>): void {
    for (let index = 0; index < column.rows.count; index++) {
      const sets = this.rowSetsOf(column.valueText(index), block.rowCount, found);
      for (const rows of sets) rows.set(column.rows.rowAt(index));
    }
  }

  private findByCode(
    block: Block,
    column: Column,
    { values, codes }: DictionaryView,
    found: Map<SharedLeaf, Bitmap>,
  ): void {
    const rowsOfCode = values.map((value) => this.rowSetsOf(value, block.rowCount, found));
    if (found.size === 0) return;
    for (let index = 0; index < codes.length; index++) {
      const sets = rowsOfCode[codes[index]!]!;
      if (sets === NO_SETS) continue;
      const row = column.rows.rowAt(index);
      for (const rows of sets) rows.set(row);
    }
  }

  /** The row sets that rows with this value belong to. */
  private rowSetsOf(value: string, rowCount: number, found: Map<SharedLeaf, Bitmap>): readonly Bitmap[] {
    let sets: Bitmap[] | undefined;
    for (const key of this.keysOfValue(value)) {
      for (const leaf of this.leavesOfKey.get(key) ?? NO_LEAVES) {
        let rows = found.get(leaf);
        if (rows === undefined) {
          rows = this.turn.arena.take(rowCount);
          found.set(leaf, rows);
        }
        sets ??= [];
        sets.push(rows);
      }
    }
    return sets ?? NO_SETS;
  }
}

const NO_LEAVES: readonly SharedLeaf[] = [];
const NO_SETS: readonly Bitmap[] = [];
