import type { CodePointSet } from './code-point-set.ts';
import type { PatternTree } from './pattern-tree.ts';

/** A set of states, one bit each. */
export type StateSet = Uint32Array;

/** How word boundaries are taken, which this automaton does not follow: as if they always held, or never. */
export type BoundaryMode = 'pass' | 'fail';

/** A node of Thompson's construction. Only `read`, `end` and `match` nodes are states; the others lie between them. */
type Node =
  | { readonly kind: 'read'; readonly set: CodePointSet; readonly next: number }
  | { readonly kind: 'fork'; readonly next: number[] }
  | { readonly kind: 'start' | 'end' | 'boundary'; readonly next: number }
  | { readonly kind: 'match' };

/** Beyond these a pattern is decided row by row: the sets would cost more than they save. */
const NODES_MAX = 4096;
const STATES_MAX = 256;

/**
 * A nondeterministic automaton over code points for an unanchored search (Thompson, 1968). A state is a place in the
 * pattern that waits for a character, for the end of the text, or has matched.
 */
export class PatternAutomaton {
  readonly stateCount: number;
  readonly hasBoundaries: boolean;
  /** The code points that each state reads; null for states that read none. */
  readonly sets: readonly (CodePointSet | null)[];
  private readonly nodes: readonly Node[];
  private readonly entry: number;
  /** The state of each node, or -1. */
  private readonly stateOfNode: readonly number[];

  private constructor(nodes: readonly Node[], entry: number) {
    this.nodes = nodes;
    this.entry = entry;
    let count = 0;
    this.stateOfNode = nodes.map(({ kind }) => (kind === 'read' || kind === 'end' || kind === 'match' ? count++ : -1));
    this.stateCount = count;
    this.hasBoundaries = nodes.some(({ kind }) => kind === 'boundary');
    const states = nodes.filter((_, node) => this.stateOfNode[node]! >= 0);
    this.sets = states.map((node) => (node.kind === 'read' ? node.set : null));
  }

  /** Null when the automaton would be too large. */
  static build(tree: PatternTree): PatternAutomaton | null {
    const nodes: Node[] = [{ kind: 'match' }];
    const entry = addNodes(tree, 0, nodes);
    if (entry < 0) return null;
    const automaton = new PatternAutomaton(nodes, entry);
    return automaton.stateCount > STATES_MAX ? null : automaton;
  }

  /** The states before the first character (`atStart`), or before any other, of an attempt that begins there. */
  startStates(atStart: boolean, boundaries: BoundaryMode): StateSet {
    return this.closure(this.entry, { atStart, atEnd: false, boundaries });
  }

  /** By state: the states after it has read a character; null for states that read none. */
  followStates(boundaries: BoundaryMode): (StateSet | null)[] {
    return this.perState('read', (next) => this.closure(next, { atStart: false, atEnd: false, boundaries }));
  }

  /** The states from which the end of the text leads to a match. */
  endStates(boundaries: BoundaryMode): StateSet {
    const match = this.matchState;
    const closures = this.perState('end', (next) => this.closure(next, { atStart: false, atEnd: true, boundaries }));
    const set = this.emptySet();
    closures.forEach((closure, state) => {
      if (closure !== null && hasState(closure, match)) addState(set, state);
    });
    return set;
  }

  /** The state of a match. */
  get matchState(): number {
    return this.stateOfNode[0]!;
  }

  emptySet(): StateSet {
    return new Uint32Array((this.stateCount + 31) >>> 5);
  }

  /** The states whose set meets a condition. */
  statesReading(condition: (set: CodePointSet) => boolean): StateSet {
    const states = this.emptySet();
    this.sets.forEach((set, state) => {
      if (set !== null && condition(set)) addState(states, state);
    });
    return states;
  }

  private perState(kind: 'read' | 'end', closureAfter: (next: number) => StateSet): (StateSet | null)[] {
    const result: (StateSet | null)[] = new Array(this.stateCount).fill(null);
    this.nodes.forEach((node, index) => {
      if (node.kind === kind) result[this.stateOfNode[index]!] = closureAfter(node.next);
    });
    return result;
  }

  /** The states that can be reached from a node without reading a character. */
  private closure(from: number, place: { atStart: boolean; atEnd: boolean; boundaries: BoundaryMode }): StateSet {
    const set = this.emptySet();
    const seen = new Set<number>([from]);
    for (const index of seen) {
      const node = this.nodes[index]!;
      if (this.stateOfNode[index]! >= 0) addState(set, this.stateOfNode[index]!);
      if (node.kind === 'fork') for (const next of node.next) seen.add(next);
      const passes =
        (node.kind === 'start' && place.atStart) ||
        (node.kind === 'end' && place.atEnd) ||
        (node.kind === 'boundary' && place.boundaries === 'pass');
      if (passes) seen.add(node.next);
    }
    return set;
  }
}

export function addState(set: StateSet, state: number): void {
  set[state >>> 5]! |= 1 << (state & 31);
}

export function hasState(set: StateSet, state: number): boolean {
  return ((set[state >>> 5]! >>> (state & 31)) & 1) === 1;
}

/** Adds the nodes of a tree that goes on at `next`. Returns where it begins, or -1 when there would be too many. */
function addNodes(tree: PatternTree, next: number, nodes: Node[]): number {
  if (next < 0 || nodes.length > NODES_MAX) return -1;
  switch (tree.kind) {
    case 'set':
      return nodes.push({ kind: 'read', set: tree.set, next }) - 1;
    case 'sequence':
      return tree.parts.reduceRight((after, part) => addNodes(part, after, nodes), next);
    case 'choice': {
      const starts = tree.parts.map((part) => addNodes(part, next, nodes));
      return starts.includes(-1) ? -1 : nodes.push({ kind: 'fork', next: starts }) - 1;
    }
    case 'assertion': {
      const kind = tree.place === 'start' || tree.place === 'end' ? tree.place : 'boundary';
      return nodes.push({ kind, next }) - 1;
    }
    case 'repeat':
      return addRepeat(tree.part, tree.min, tree.max, next, nodes);
  }
}

function addRepeat(part: PatternTree, min: number, max: number, next: number, nodes: Node[]): number {
  let start = next;
  if (max === Number.POSITIVE_INFINITY) {
    const fork: number[] = [];
    start = nodes.push({ kind: 'fork', next: fork }) - 1;
    fork.push(addNodes(part, start, nodes), next);
    if (fork[0]! < 0) return -1;
  } else {
    for (let i = min; i < max && start >= 0; i++) {
      const body = addNodes(part, start, nodes);
      start = body < 0 ? -1 : nodes.push({ kind: 'fork', next: [body, next] }) - 1;
    }
  }
  for (let i = 0; i < min && start >= 0; i++) start = addNodes(part, start, nodes);
  return start;
}
