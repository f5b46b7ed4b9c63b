import { Bitmap } from '../bytes/bitmap.ts';
import type { Column, DictionaryView } from '../columns/column.ts';
import { lowerCase } from '../entry/lower-case.ts';
import type { FilterNode } from '../logsql/filter-node.ts';
import { tagsOfText } from '../query/tag-list.ts';
import type { Block } from '../segments/block.ts';
import type { SharedLeaf } from './shared-leaf.ts';

/**
 * Equality leaves of all rules, by what they look for: a field and a text, a level, a tag. A block whose column has
 * its distinct values at hand is asked the other way round: each value is looked up, one pass over the codes finds the rows
 * of all leaves that it has, and the others are known to be empty. So a thousand rules on as many sources cost a block
 * no more than the sources it has.
 */
export class DictionaryLeaves {
  private readonly tables = new Map<string, LeafTable>();

  /** Takes a leaf if its node can be looked up by value. */
  add(node: FilterNode, leaf: SharedLeaf): boolean {
    const lookup = lookupOf(node);
    if (lookup === null) return false;
    const name = `${lookup.reading} ${lookup.field}`;
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new LeafTable(lookup.field, lookup.reading);
      this.tables.set(name, table);
    }
    table.add(lookup.keys, leaf);
    return true;
  }

  /** Settles the leaves for a block, as far as its columns have dictionaries; the others decide for themselves. */
  settle(block: Block): void {
    for (const table of this.tables.values()) table.settle(block);
  }
}

/** Whether a node is one that `DictionaryLeaves` takes. */
export function hasLookup(node: FilterNode): boolean {
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

function lookupOf(node: FilterNode): Lookup | null {
  const lookup = anyLookupOf(node);
  // The empty text is also that of rows without a value, which no dictionary lists; times have no dictionary.
  return lookup === null || lookup.field === '_time' || lookup.keys.length === 0 || lookup.keys.includes('')
    ? null
    : lookup;
}

function anyLookupOf(node: FilterNode): Lookup | null {
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
  private readonly keysOfValue: (value: string) => readonly string[];
  private readonly leaves: SharedLeaf[] = [];
  private readonly leavesOfKey = new Map<string, SharedLeaf[]>();

  constructor(field: string, reading: Reading) {
    this.field = field;
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
    if (column !== undefined && dictionary === null) return;
    for (const leaf of this.leaves) leaf.settle(null);
    if (column !== undefined && dictionary !== null) this.settleFound(block, column, dictionary);
  }

  private settleFound(block: Block, column: Column, dictionary: DictionaryView): void {
    const found = new Map<SharedLeaf, Bitmap>();
    const rowsOfCode = dictionary.values.map((value) => this.rowSetsOf(value, block.rowCount, found));
    if (found.size === 0) return;
    const { codes } = dictionary;
    for (let index = 0; index < codes.length; index++) {
      const sets = rowsOfCode[codes[index]!]!;
      if (sets === NO_SETS) continue;
      const row = column.rows.rowAt(index);
      for (const rows of sets) rows.set(row);
    }
    for (const [leaf, rows] of found) leaf.settle(rows);
  }

  /** The row sets that rows with this value belong to. */
  private rowSetsOf(value: string, rowCount: number, found: Map<SharedLeaf, Bitmap>): readonly Bitmap[] {
    let sets: Bitmap[] | undefined;
    for (const key of this.keysOfValue(value)) {
      for (const leaf of this.leavesOfKey.get(key) ?? []) {
        let rows = found.get(leaf);
        if (rows === undefined) {
          rows = new Bitmap(rowCount);
          found.set(leaf, rows);
        }
        sets ??= [];
        sets.push(rows);
      }
    }
    return sets ?? NO_SETS;
  }
}

const NO_SETS: readonly Bitmap[] = [];
