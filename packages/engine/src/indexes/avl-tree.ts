import {
  type AvlNode,
  findNode,
  firstNode,
  heightOf,
  insertNode,
  lastNode,
  nodesInOrder,
  refreshHeight,
  removeNode,
} from './avl-balance.ts';
import { type Compare, naturalOrder } from './natural-order.ts';

interface Entry<K, V> extends AvlNode<Entry<K, V>> {
  readonly key: K;
  /** In the order of their insertion; never empty. */
  readonly values: V[];
}

/**
 * A sorted map as a balanced binary tree (AVL): insertion, search and deletion in O(log n) in any order of insertion.
 *
 * A key may have several values. They keep the order of their insertion wherever values are listed.
 * The tree must not be changed while it is iterated.
 *
 * @example
 * const tree = new AvlTree<number, string>();
 * tree.insert(5, 'five');
 * tree.insert(3, 'three');
 * tree.insert(9, 'nine');
 * tree.rangeQuery(3, 5); // ['three', 'five']
 */
export class AvlTree<K, V = K> {
  readonly #compare: Compare<K>;
  #root: Entry<K, V> | undefined;
  #size = 0;

  /** @param compare a total order of the keys; without one they are ordered by `<` (see `naturalOrder`) */
  constructor(compare: Compare<K> = naturalOrder) {
    this.#compare = compare;
  }

  /** The number of values, which is that of the insertions less that of the deleted values. */
  get size(): number {
    return this.#size;
  }

  /** Keys on the longest way from the root to a leaf; 0 when empty. */
  get height(): number {
    return heightOf(this.#root);
  }

  /**
   * Adds a value, after those that the key has. Without one, the key is the value.
   * @throws InvalidArgumentError in natural order, for a key that has none
   */
  insert(key: K, value: V = key as unknown as V): void {
    const entry = this.#find(key);
    if (entry !== undefined) entry.values.push(value);
    else {
      // An order that does not equate a key with itself (NaN) would lose it, also in an empty tree.
      this.#compare(key, key);
      const leaf: Entry<K, V> = { key, values: [value], left: undefined, right: undefined, height: 1 };
      this.#root = insertNode(this.#root, leaf, (node) => this.#compare(key, node.key), refreshHeight);
    }
    this.#size++;
  }

  /** The first value of a key, or undefined. */
  search(key: K): V | undefined {
    return this.#find(key)?.values[0];
  }

  /** Every value of a key in the order of insertion; empty for a key that is not there. */
  searchAll(key: K): V[] {
    return this.#find(key)?.values.slice() ?? [];
  }

  /** Whether the key has a value. */
  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  /**
   * The values of the keys in `[low, high]`, both inclusive, in ascending order of keys. Empty where `low` is after `high`.
   * O(log n) and the number of values.
   */
  rangeQuery(low: K, high: K): V[] {
    const found: V[] = [];
    this.#collect(this.#root, low, high, found);
    return found;
  }

  /** Every key with every value, in ascending order of keys; a key with several values comes as often. */
  *inorder(): Generator<[K, V], void, undefined> {
    for (const { key, values } of nodesInOrder(this.#root)) {
      for (const value of values) yield [key, value];
    }
  }

  [Symbol.iterator](): Generator<[K, V], void, undefined> {
    return this.inorder();
  }

  /** Removes a key with all of its values; false where it has none. */
  delete(key: K): boolean {
    const entry = this.#find(key);
    if (entry === undefined) return false;
    this.#root = removeNode(this.#root, (node) => this.#compare(key, node.key), refreshHeight);
    this.#size -= entry.values.length;
    return true;
  }

  /** Removes the first value of a key that is `value` (by `===`, NaN included); false where there is none. */
  deleteValue(key: K, value: V): boolean {
    const values = this.#find(key)?.values;
    const index = values?.findIndex((candidate) => Object.is(candidate, value) || candidate === value) ?? -1;
    if (values === undefined || index < 0) return false;
    if (values.length === 1) return this.delete(key);
    values.splice(index, 1);
    this.#size--;
    return true;
  }

  /** The smallest key; undefined when empty. */
  min(): K | undefined {
    return this.#root && firstNode(this.#root).key;
  }

  /** The greatest key; undefined when empty. */
  max(): K | undefined {
    return this.#root && lastNode(this.#root).key;
  }

  clear(): void {
    this.#root = undefined;
    this.#size = 0;
  }

  #find(key: K): Entry<K, V> | undefined {
    return findNode(this.#root, (node) => this.#compare(key, node.key));
  }

  #collect(node: Entry<K, V> | undefined, low: K, high: K, found: V[]): void {
    if (node === undefined) return;
    const isFromLow = this.#compare(low, node.key) <= 0;
    const isToHigh = this.#compare(node.key, high) <= 0;
    if (isFromLow) this.#collect(node.left, low, high, found);
    if (isFromLow && isToHigh) for (const value of node.values) found.push(value);
    if (isToHigh) this.#collect(node.right, low, high, found);
  }
}
