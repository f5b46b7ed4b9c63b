import { InvalidArgumentError } from '../errors/engine-error.ts';
import { type AvlNode, findNode, heightOf, insertNode, refreshHeight, removeNode } from './avl-balance.ts';
import { type Compare, naturalOrder } from './natural-order.ts';

interface Interval<P, V> extends AvlNode<Interval<P, V>> {
  readonly low: P;
  readonly high: P;
  /** The greatest `high` of this node and all below it. */
  maxHigh: P;
  /** In the order of their insertion; never empty. */
  readonly values: V[];
}

/**
 * Values with closed intervals, to be found by what they overlap: an AVL tree ordered by (low, high), in which every node
 * knows the greatest end below it (Cormen et al., *Introduction to Algorithms*, 14.3).
 *
 * An interval may have several values. The engine keeps segments and blocks in it by the time of their rows, so that
 * late data costs nothing.
 *
 * @example
 * const tree = new IntervalTree<number, string>();
 * tree.insert(0, 10, 'a');
 * tree.insert(8, 20, 'b');
 * tree.overlapping(10, 12); // ['a', 'b']
 */
export class IntervalTree<P, V> {
  readonly #compare: Compare<P>;
  #root: Interval<P, V> | undefined;
  #size = 0;

  /** @param compare a total order of the ends; without one they are ordered by `<` (see `naturalOrder`) */
  constructor(compare: Compare<P> = naturalOrder) {
    this.#compare = compare;
  }

  /** The number of values. */
  get size(): number {
    return this.#size;
  }

  /** Intervals on the longest way from the root to a leaf; 0 when empty. */
  get height(): number {
    return heightOf(this.#root);
  }

  /**
   * Adds a value that covers `[low, high]`, both inclusive.
   * @throws InvalidArgumentError where `low` is after `high`
   */
  insert(low: P, high: P, value: V): void {
    if (this.#compare(low, high) > 0) {
      throw new InvalidArgumentError(
        `the low end of an interval must not be after its high end; got ${low} to ${high}`,
      );
    }
    const interval = this.#find(low, high);
    if (interval !== undefined) interval.values.push(value);
    else {
      const leaf: Interval<P, V> = {
        low,
        high,
        maxHigh: high,
        values: [value],
        left: undefined,
        right: undefined,
        height: 1,
      };
      this.#root = insertNode(this.#root, leaf, this.#towards(low, high), this.#refresh);
    }
    this.#size++;
  }

  /**
   * The values whose intervals share at least one point with `[low, high]`, in ascending order of (low, high).
   * Empty where `low` is after `high`. O(log n) for each value found.
   */
  overlapping(low: P, high: P): V[] {
    const found: V[] = [];
    if (this.#compare(low, high) <= 0) this.#collect(this.#root, low, high, found);
    return found;
  }

  /** Removes an interval with all of its values, or the first that is `value` (by `===`); false where there is none. */
  delete(low: P, high: P, ...value: [value?: V]): boolean {
    const values = this.#find(low, high)?.values;
    if (values === undefined) return false;
    if (value.length === 1) {
      const index = values.indexOf(value[0] as V);
      if (index < 0) return false;
      if (values.length > 1) {
        values.splice(index, 1);
        this.#size--;
        return true;
      }
    }
    this.#root = removeNode(this.#root, this.#towards(low, high), this.#refresh);
    this.#size -= values.length;
    return true;
  }

  /** The smallest low end; undefined when empty. */
  min(): P | undefined {
    let node = this.#root;
    while (node?.left !== undefined) node = node.left;
    return node?.low;
  }

  /** The greatest high end; undefined when empty. */
  max(): P | undefined {
    return this.#root?.maxHigh;
  }

  #find(low: P, high: P): Interval<P, V> | undefined {
    return findNode(this.#root, this.#towards(low, high));
  }

  #towards(low: P, high: P): (node: Interval<P, V>) => number {
    return (node) => this.#compare(low, node.low) || this.#compare(high, node.high);
  }

  readonly #refresh = (node: Interval<P, V>): void => {
    refreshHeight(node);
    node.maxHigh = node.high;
    for (const child of [node.left, node.right]) {
      if (child !== undefined && this.#compare(child.maxHigh, node.maxHigh) > 0) node.maxHigh = child.maxHigh;
    }
  };

  #collect(node: Interval<P, V> | undefined, low: P, high: P, found: V[]): void {
    // Nothing below reaches `low`.
    if (node === undefined || this.#compare(node.maxHigh, low) < 0) return;
    this.#collect(node.left, low, high, found);
    // Everything to the right begins after `high`.
    if (this.#compare(node.low, high) > 0) return;
    if (this.#compare(low, node.high) <= 0) for (const value of node.values) found.push(value);
    this.#collect(node.right, low, high, found);
  }
}
