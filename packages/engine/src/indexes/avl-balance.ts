/**
 * The balancing of AVL trees (Adelson-Velsky and Landis, 1962), shared by the trees of this folder: the heights of the two
 * sides of every node differ by at most one, so that a tree of n nodes is at most 1.44 · log₂ n high. Recursion is as
 * deep as the tree is high, whatever the order of insertion.
 */

export interface AvlNode<N> {
  left: N | undefined;
  right: N | undefined;
  /** Nodes on the longest way down, this one included. */
  height: number;
}

/** Recomputes what a node keeps about itself and its children, when they have changed; called from the leaves up. */
export type Refresh<N> = (node: N) => void;

/** Where a node lies, seen from the one handed in: negative to the left, positive to the right, zero here. */
export type Direction<N> = (node: N) => number;

export function heightOf<N extends AvlNode<N>>(node: N | undefined): number {
  return node === undefined ? 0 : node.height;
}

export function refreshHeight<N extends AvlNode<N>>(node: N): void {
  const [left, right] = [heightOf(node.left), heightOf(node.right)];
  node.height = (left > right ? left : right) + 1;
}

/** Hangs `leaf` into the tree and returns the new root. No node may lie where the leaf does. */
export function insertNode<N extends AvlNode<N>>(
  root: N | undefined,
  leaf: N,
  direction: Direction<N>,
  refresh: Refresh<N>,
): N {
  if (root === undefined) return leaf;
  if (direction(root) < 0) root.left = insertNode(root.left, leaf, direction, refresh);
  else root.right = insertNode(root.right, leaf, direction, refresh);
  return rebalance(root, refresh);
}

/** Takes the node at zero `direction` out of the tree, if there is one, and returns the new root. */
export function removeNode<N extends AvlNode<N>>(
  root: N | undefined,
  direction: Direction<N>,
  refresh: Refresh<N>,
): N | undefined {
  if (root === undefined) return undefined;
  const way = direction(root);
  if (way < 0) root.left = removeNode(root.left, direction, refresh);
  else if (way > 0) root.right = removeNode(root.right, direction, refresh);
  else return joinNodes(root.left, root.right, refresh);
  return rebalance(root, refresh);
}

export function findNode<N extends AvlNode<N>>(root: N | undefined, direction: Direction<N>): N | undefined {
  let node = root;
  while (node !== undefined) {
    const way = direction(node);
    if (way === 0) return node;
    node = way < 0 ? node.left : node.right;
  }
  return undefined;
}

export function firstNode<N extends AvlNode<N>>(root: N): N {
  let node = root;
  while (node.left !== undefined) node = node.left;
  return node;
}

export function lastNode<N extends AvlNode<N>>(root: N): N {
  let node = root;
  while (node.right !== undefined) node = node.right;
  return node;
}

/** Every node from left to right. The tree must not change meanwhile. */
export function* nodesInOrder<N extends AvlNode<N>>(root: N | undefined): Generator<N, void, undefined> {
  const above: N[] = [];
  let node = root;
  while (node !== undefined || above.length > 0) {
    for (; node !== undefined; node = node.left) above.push(node);
    const next = above.pop()!;
    yield next;
    node = next.right;
  }
}

/** The tree of two trees whose heights differ by at most one, all of `left` before all of `right`. */
function joinNodes<N extends AvlNode<N>>(
  left: N | undefined,
  right: N | undefined,
  refresh: Refresh<N>,
): N | undefined {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const root = firstNode(right);
  root.right = removeFirst(right, refresh);
  root.left = left;
  return rebalance(root, refresh);
}

function removeFirst<N extends AvlNode<N>>(root: N, refresh: Refresh<N>): N | undefined {
  if (root.left === undefined) return root.right;
  root.left = removeFirst(root.left, refresh);
  return rebalance(root, refresh);
}

/** Restores the balance of a node whose sides are balanced and differ in height by at most two; returns the new root. */
function rebalance<N extends AvlNode<N>>(node: N, refresh: Refresh<N>): N {
  const lean = heightOf(node.left) - heightOf(node.right);
  if (lean > 1) {
    const left = node.left!;
    if (heightOf(left.left) < heightOf(left.right)) node.left = rotateLeft(left, refresh);
    return rotateRight(node, refresh);
  }
  if (lean < -1) {
    const right = node.right!;
    if (heightOf(right.right) < heightOf(right.left)) node.right = rotateRight(right, refresh);
    return rotateLeft(node, refresh);
  }
  refresh(node);
  return node;
}

function rotateLeft<N extends AvlNode<N>>(node: N, refresh: Refresh<N>): N {
  const root = node.right!;
  node.right = root.left;
  root.left = node;
  refresh(node);
  refresh(root);
  return root;
}

function rotateRight<N extends AvlNode<N>>(node: N, refresh: Refresh<N>): N {
  const root = node.left!;
  node.left = root.right;
  root.right = node;
  refresh(node);
  refresh(root);
  return root;
}
