import { ENTRY_LIMITS } from '../errors/limits.ts';
import { buildShape } from './build-shape.ts';
import { FieldTable } from './field-table.ts';
import { LEAF, type LeafType, type Shape } from './shape.ts';
import { ShapeKey, ShapeKeys } from './shape-key.ts';
import { type PathLeaf, ShapePath } from './shape-path.ts';

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
  readonly key: ShapeKey;
  /** `view`, `start` and `length` of the key, for the hot loop. */
  readonly keyView: DataView;
  readonly keyStart: number;
  readonly keyLength: number;
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
  /** Bytes of the JSON text up to here without the values: keys, braces, quotes, commas, and literals that the type stands for. */
  readonly frameBytes: number;
  /** No line is stored as it is that leads here: its object holds the key already, or a limit is exceeded. */
  readonly isRefused: boolean;
  /** Most nodes have one child or none, and no map. */
  private firstChild: ShapeNode | null = null;
  /** By `childCode`. */
  private children: Map<number, ShapeNode> | null = null;
  /** The child taken last. */
  hot: ShapeNode | null = null;
  /** Children taken of late, at most `RECENT_MAX`, where there are several: looked at before the map of all. */
  recent: ShapeNode[] = NO_NODES;
  private replaced = 0;
  shape: Shape | null = null;
  /** Whether objects of the shape that ends here are entries (`isEntryShape`); null as long as nobody asked. */
  takesEntries: boolean | null = null;

  constructor(parent: ShapeNode | null, key: ShapeKey, kind: TokenKind) {
    this.parent = parent;
    this.key = key;
    this.keyView = key.view;
    this.keyStart = key.start;
    this.keyLength = key.length;
    this.kind = kind;
    this.leafCount = (parent?.leafCount ?? 0) + (kind === OPEN || kind === CLOSE ? 0 : 1);
    this.depth = parent === null ? 0 : parent.depth + (kind === OPEN ? 1 : kind === CLOSE ? -1 : 0);
    this.isLevel = key.text === 'level' && parent !== null && parent.depth === 0;
    const within = parent?.container ?? null;
    this.container = kind === OPEN ? this : kind === CLOSE ? (within?.parent?.container ?? null) : within;
    this.pathBytes = (within === null ? 0 : within.pathBytes + 1) + key.textBytes;
    this.frameBytes = parent === null ? 1 : parent.frameBytes + frameBytesOf(key, kind);
    this.isRefused = parent !== null && kind !== CLOSE && (exceedsLimit(this) || holdsKey(parent, key));
  }

  /** The child with this key and kind. */
  find(key: ShapeKey, kind: TokenKind): ShapeNode | undefined {
    if (this.children !== null) return this.children.get(childCode(key, kind));
    const { firstChild } = this;
    return firstChild !== null && firstChild.key === key && firstChild.kind === kind ? firstChild : undefined;
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
    if (this.firstChild === null) {
      this.firstChild = child;
      return;
    }
    this.children ??= new Map([[childCode(this.firstChild.key, this.firstChild.kind), this.firstChild]]);
    this.children.set(childCode(child.key, child.kind), child);
  }
}

const RECENT_MAX = 8;
const NO_NODES: ShapeNode[] = [];

function childCode(key: ShapeKey, kind: TokenKind): number {
  return key.id * 128 + kind;
}

/** Of a member with the comma, or the brace, behind it. */
function frameBytesOf({ length }: ShapeKey, kind: TokenKind): number {
  if (kind === CLOSE) return 0;
  return length + 2 + (LITERAL_BYTES[kind] ?? 0);
}

const LITERAL_BYTES: Readonly<Partial<Record<TokenKind, number>>> = {
  [OPEN]: 1,
  [LEAF.string]: 2,
  [LEAF.emptyString]: 2,
  [LEAF.emptyObject]: 2,
  [LEAF.null]: 4,
};

function exceedsLimit({ kind, depth, pathBytes }: ShapeNode): boolean {
  const opensLevel = kind === OPEN || kind === LEAF.array || kind === LEAF.emptyObject;
  // `depth` counts the objects within the first one, for `OPEN` this one included.
  const levels = depth + (kind === OPEN || !opensLevel ? 1 : 2);
  return levels > ENTRY_LIMITS.depth || pathBytes > ENTRY_LIMITS.fieldNameBytes;
}

/** Whether the innermost object that is open at a node has the key. Looks at its members alone, not at theirs. */
function holdsKey(from: ShapeNode, { text }: ShapeKey): boolean {
  for (let node: ShapeNode | null = from; node?.parent; node = node.parent) {
    if (node.kind === OPEN) return false;
    if (node.kind === CLOSE) node = node.parent.container!;
    if (node.key.text === text) return true;
  }
  return false;
}

/** All shapes seen so far, with the fields they use. Replaced by a new one when hostile input has made it too large. */
export class ShapeTrie {
  root: ShapeNode = newRoot();
  readonly fields: FieldTable = new FieldTable();
  readonly shapes: Shape[] = [];
  /** Nodes that were ever made, and those that are held. */
  nodeCount = 1;
  heldCount = 1;
  private keys = new ShapeKeys();
  private paths = new ShapePath([]);

  /** The child of a node with this kind and the key `[start, end)` of `source`, quotes and escapes included; made when there is none. */
  child(node: ShapeNode, source: DataView, start: number, end: number, kind: TokenKind): ShapeNode {
    const key = this.keys.keyOf(source, start, end);
    return node.find(key, kind) ?? this.addChild(node, key, kind);
  }

  /** The child that stands for the end of the innermost object that is open at a node. */
  closing(node: ShapeNode): ShapeNode {
    return node.find(NO_KEY, CLOSE) ?? this.addChild(node, NO_KEY, CLOSE);
  }

  private addChild(node: ShapeNode, key: ShapeKey, kind: TokenKind): ShapeNode {
    const child = new ShapeNode(node, key, kind);
    node.add(child);
    this.nodeCount++;
    this.heldCount++;
    return child;
  }

  /** Lets go of all nodes, but not of shapes and fields: rows that were added refer to them. */
  forgetNodes(): void {
    this.root = newRoot();
    this.heldCount = 1;
    this.keys = new ShapeKeys();
    this.paths = new ShapePath([]);
  }

  /** The shape of a line that ends at a node. */
  shapeAt(node: ShapeNode): Shape {
    if (node.shape === null) {
      node.shape = buildShape(this.shapes.length, leavesOf(node, this.paths), this.fields);
      this.shapes.push(node.shape);
    }
    return node.shape;
  }
}

const NO_KEY = new ShapeKey(0, new DataView(new ArrayBuffer(0)), 0, 0);

function newRoot(): ShapeNode {
  return new ShapeNode(null, NO_KEY, CLOSE);
}

function leavesOf(end: ShapeNode, top: ShapePath): PathLeaf[] {
  const tokens: ShapeNode[] = [];
  for (let node: ShapeNode | null = end; node?.parent; node = node.parent) tokens.push(node);
  const open = [top];
  const leaves: PathLeaf[] = [];
  for (let i = tokens.length - 1; i >= 0; i--) {
    const { kind, key } = tokens[i]!;
    const within = open[open.length - 1]!;
    if (kind === OPEN) open.push(within.member(key.text));
    else if (kind === CLOSE) open.pop();
    else leaves.push({ path: within.member(key.text), type: kind });
  }
  return leaves;
}
