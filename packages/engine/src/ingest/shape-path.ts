import { fieldNameOf, type Leaf, type LeafType } from './shape.ts';

/** A leaf whose column is not decided yet. */
export interface PathLeaf {
  readonly path: ShapePath;
  readonly type: LeafType;
}

/**
 * The keys from the top of an object to a member. Shapes share their paths and leaves: where every line has a shape of its own, a
 * shape is little more than a list of them.
 */
export class ShapePath {
  readonly keys: readonly string[];
  /** The name of the field that a leaf here is. */
  readonly name: string;
  /** Most paths end in a value, and lines may have any number of them. */
  private members: Map<string, ShapePath> | null = null;
  private readonly leaves: Leaf[] = [];

  constructor(keys: readonly string[]) {
    this.keys = keys;
    this.name = fieldNameOf(keys);
  }

  member(key: string): ShapePath {
    this.members ??= new Map();
    let member = this.members.get(key);
    if (member === undefined) {
      member = new ShapePath([...this.keys, key]);
      this.members.set(key, member);
    }
    return member;
  }

  /** The leaf of this type here whose values `field` takes. */
  leaf(type: LeafType, field: number): Leaf {
    for (let i = 0; i < this.leaves.length; i++) {
      const leaf = this.leaves[i]!;
      if (leaf.type === type && leaf.field === field) return leaf;
    }
    const leaf = { path: this.keys, type, field };
    this.leaves.push(leaf);
    return leaf;
  }
}
