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
  /** Null as long as there is none: a list that begins empty would take room for 17. */
  private leaves: Leaf[] | null = null;

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
    const known = this.leaves?.find((leaf) => leaf.type === type && leaf.field === field);
    if (known !== undefined) return known;
    const leaf = { path: this.keys, type, field };
    if (this.leaves === null) this.leaves = [leaf];
    else this.leaves.push(leaf);
    return leaf;
  }
}
