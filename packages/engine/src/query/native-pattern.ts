import type { CodePointSet } from './code-point-set.ts';
import type { PatternTree } from './pattern-tree.ts';

/** The most ways in which the quantifiers of a pattern may share a text out between them. */
const WAYS_MAX = 1000;

/**
 * The pattern for V8's backtracking engine, if that cannot take long on any text: its quantifiers are bounded and stand on
 * single characters or classes, it has no choice, and the product of the quantifiers' ranges is at most 1,000. Else null.
 *
 * The source is written anew from the tree, class by class, so that no difference of syntax can come in.
 */
export function nativePattern(tree: PatternTree): RegExp | null {
  if (waysOf(tree) > WAYS_MAX) return null;
  const isPlain = maxCodePoint(tree) < 0xd800;
  return new RegExp(sourceOf(tree), isPlain ? '' : 'u');
}

/** Infinity for what V8 must not run. */
function waysOf(tree: PatternTree): number {
  switch (tree.kind) {
    case 'sequence':
      return tree.parts.reduce((product, part) => product * waysOf(part), 1);
    case 'repeat':
      return tree.part.kind === 'set' ? tree.max - tree.min + 1 : Number.POSITIVE_INFINITY;
    case 'choice':
      return Number.POSITIVE_INFINITY;
    default:
      return 1;
  }
}

function maxCodePoint(tree: PatternTree): number {
  switch (tree.kind) {
    case 'set':
      return tree.set.bounds.at(-1) ?? 0;
    case 'sequence':
    case 'choice':
      return Math.max(0, ...tree.parts.map(maxCodePoint));
    case 'repeat':
      return maxCodePoint(tree.part);
    case 'assertion':
      return 0;
  }
}

// Not `$`: with the flag u, V8 14 misses a match of a class on an astral character before it.
const ASSERTIONS = { start: '^', end: '(?![^])', boundary: '\\b', 'no-boundary': '\\B' } as const;

function sourceOf(tree: PatternTree): string {
  switch (tree.kind) {
    case 'set':
      return setSource(tree.set);
    case 'sequence':
      return tree.parts.map(sourceOf).join('');
    case 'choice':
      return `(?:${tree.parts.map(sourceOf).join('|')})`;
    case 'repeat':
      return `${sourceOf(tree.part)}{${tree.min},${tree.max}}`;
    case 'assertion':
      return ASSERTIONS[tree.place];
  }
}

function setSource(set: CodePointSet): string {
  if (set.single !== undefined) return escapeOf(set.single);
  return `[${set.ranges.map(([first, last]) => `${escapeOf(first)}-${escapeOf(last)}`).join('')}]`;
}

function escapeOf(codePoint: number): string {
  const hex = codePoint.toString(16);
  return codePoint > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
