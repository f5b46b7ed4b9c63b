import { ENTRY_LIMITS } from '../errors/limits.ts';
import { FieldTable } from './field-table.ts';
import { buildShape, LEAF, type LeafType, type Shape } from './shape.ts';

export const OPEN = 100;
export const CLOSE = 101;
export type TokenKind = LeafType | typeof OPEN | typeof CLOSE;

/**
 * A place in the trie of shapes: what a line has held so far. Each child is one more member (its key and the type of its
 * value), the beginning of a nested object, or its end. Lines of one source walk the same path again and again, so the
 * parser compares the next bytes with the child taken last before it looks at anything else.
 */
export class ShapeNode {
  readonly parent: ShapeNode | null;
  /** The member's key as it stands in the line, quotes and escapes included. */
  readonly keyBytes: Uint8Array;
  readonly keyView: DataView;
  readonly key: string;
  readonly kind: TokenKind;
  /** The number of leaves up to here, this one included. */
  readonly leafCount: number;
  readonly depth: number;
  /** `level` at the top: numbers there have names. */
  readonly isLevel: boolean;
  /** The beginning of the innermost object that is open here; null at the top. */
  readonly container: ShapeNode | null;
  /** The length of the keys from the top to here, joined by dots, in UTF-8. */
  readonly pathBytes: number;
  /** No line is stored as it is that leads here: its object holds the key already, or a limit is exceeded. */
  readonly isRefused: boolean;
  /** Most nodes have one child or none, and no map. */
  private children: Map<string, ShapeNode> | null = null;
  /** The child taken last. */
  hot: ShapeNode | null = null;
  /** Children taken of late, at most `RECENT_MAX`, where there are several: looked at before the map of all. */
  recent: ShapeNode[] = NO_NODES;
  private replaced = 0;
  shape: Shape | null = null;

  constructor(parent: ShapeNode | null, keyBytes: Uint8Array, key: string, kind: TokenKind) {
    this.parent = parent;
    this.keyBytes = keyBytes;
    this.keyView = new DataView(keyBytes.buffer, keyBytes.byteOffset, keyBytes.length);
    this.key = key;
    this.kind = kind;
    this.leafCount = (parent?.leafCount ?? 0) + (kind === OPEN || kind === CLOSE ? 0 : 1);
    this.depth = parent === null ? 0 : parent.depth + (kind === OPEN ? 1 : kind === CLOSE ? -1 : 0);
    this.isLevel = key === 'level' && parent !== null && parent.depth === 0;
    const within = parent?.container ?? null;
    this.container = kind === OPEN ? this : kind === CLOSE ? (within?.parent?.container ?? null) : within;
    this.pathBytes = (within === null ? 0 : within.pathBytes + 1) + Buffer.byteLength(key);
    this.isRefused = parent !== null && kind !== CLOSE && (exceedsLimit(this) || holdsKey(parent, key));
  }

  /** The child with this key and kind. */
  find(keyBytes: Uint8Array, kind: TokenKind): ShapeNode | undefined {
    return this.children?.get(childKey(keyBytes, kind));
  }

  /** Makes a child the one that is tried first. */
  take(child: ShapeNode): void {
    if (this.hot === child) return;
    if (this.hot !== null) this.remember(child);
    this.hot = child;
  }

  /** The children taken of late stay where they are: moving them about costs more than looking at one in vain. */
  private remember(child: ShapeNode): void {
    if (this.recent === NO_NODES) this.recent = [this.hot!];
    const { recent } = this;
    for (let i = 0; i < recent.length; i++) if (recent[i] === child) return;
    if (recent.length < RECENT_MAX) recent.push(child);
    else recent[this.replaced++ % RECENT_MAX] = child;
  }

  add(child: ShapeNode): void {
    this.children ??= new Map();
    this.children.set(childKey(child.keyBytes, child.kind), child);
  }
}

const RECENT_MAX = 8;
const NO_NODES: ShapeNode[] = [];

function childKey(keyBytes: Uint8Array, kind: TokenKind): string {
  return (
    String.fromCharCode(kind) + Buffer.from(keyBytes.buffer, keyBytes.byteOffset, keyBytes.length).toString('latin1')
  );
}

function exceedsLimit({ kind, depth, pathBytes }: ShapeNode): boolean {
  const opensLevel = kind === OPEN || kind === LEAF.array || kind === LEAF.emptyObject;
  // `depth` counts the objects within the first one, for `OPEN` this one included.
  const levels = depth + (kind === OPEN || !opensLevel ? 1 : 2);
  return levels > ENTRY_LIMITS.depth || pathBytes > ENTRY_LIMITS.fieldNameBytes;
}

/** Whether the innermost object that is open at a node has the key. Looks at its members alone, not at theirs. */
function holdsKey(from: ShapeNode, key: string): boolean {
  for (let node: ShapeNode | null = from; node?.parent; node = node.parent) {
    if (node.kind === OPEN) return false;
    if (node.kind === CLOSE) node = node.parent.container!;
    if (node.key === key) return true;
  }
  return false;
}

const NO_BYTES = new Uint8Array(0);

/** All shapes seen so far, with the fields they use. Replaced by a new one when hostile input has made it too large. */
export class ShapeTrie {
  root: ShapeNode = new ShapeNode(null, NO_BYTES, '', CLOSE);
  readonly fields: FieldTable = new FieldTable();
  readonly shapes: Shape[] = [];
  /** Nodes that were ever made, and those that are held. */
  nodeCount = 1;
  heldCount = 1;

  /** A new child with this key and kind. */
  child(node: ShapeNode, keyBytes: Uint8Array, kind: TokenKind): ShapeNode {
    const key = keyBytes.length === 0 ? '' : (JSON.parse(Buffer.from(keyBytes).toString()) as string);
    const child = new ShapeNode(node, keyBytes.slice(), key, kind);
    node.add(child);
    this.nodeCount++;
    this.heldCount++;
    return child;
  }

  /** Lets go of all nodes, but not of shapes and fields: rows that were added refer to them. */
  forgetNodes(): void {
    this.root = new ShapeNode(null, NO_BYTES, '', CLOSE);
    this.heldCount = 1;
  }

  /** The shape of a line that ends at a node. */
  shapeAt(node: ShapeNode): Shape {
    if (node.shape === null) {
      node.shape = buildShape(this.shapes.length, leavesOf(node), this.fields);
      this.shapes.push(node.shape);
    }
    return node.shape;
  }
}

function leavesOf(end: ShapeNode): { path: string[]; type: LeafType }[] {
  const tokens: ShapeNode[] = [];
  for (let node: ShapeNode | null = end; node?.parent; node = node.parent) tokens.push(node);
  const path: string[] = [];
  const leaves: { path: string[]; type: LeafType }[] = [];
  for (const token of tokens.reverse()) {
    if (token.kind === OPEN) path.push(token.key);
    else if (token.kind === CLOSE) path.pop();
    else leaves.push({ path: [...path, token.key], type: token.kind });
  }
  return leaves;
}
