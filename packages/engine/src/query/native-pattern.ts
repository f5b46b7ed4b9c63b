import type { CodePointSet } from './code-point-set.ts';
import { parsePattern } from './pattern-parser.ts';
import type { PatternTree } from './pattern-tree.ts';

/** The most ways in which the quantifiers of a pattern may share a text out between them. */
const WAYS_MAX = 1000;

/**
 * The pattern for V8's backtracking engine, if that cannot take long on any text: its quantifiers stand on single characters or
 * classes and are bounded, but for one at its very end, behind which nothing can fail; it has no choice, and the product of the
 * quantifiers' ranges is at most 1,000. Else null.
 *
 * It tells whether there is a match. Which one it is may differ where quantifiers are lazy, which the tree does not say. The source is written anew from the tree, class by class, so that no difference of syntax can come in.
 */
export function nativePattern(tree: PatternTree): RegExp | null {
  if (waysOf(tree, true) > WAYS_MAX) return null;
  const isPlain = maxCodePoint(tree) < 0xd800;
  return new RegExp(sourceOf(tree), isPlain ? '' : 'u');
}

/** What can make a quantifier lazy, or a group. */
const NOT_PLAIN = /[?(]/;

/** As `nativePattern` of a pattern, where it finds the very matches that RE2 finds, none of them empty, and has no groups. */
export function nativeFinder(pattern: string): RegExp | null {
  const tree = NOT_PLAIN.test(pattern) ? null : parsePattern(pattern);
  return tree === null || lengthMin(tree) === 0 ? null : nativePattern(tree);
}

/** The least number of characters of a match. */
function lengthMin(tree: PatternTree): number {
  switch (tree.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return tree.parts.reduce((sum, part) => sum + lengthMin(part), 0);
    case 'choice':
      return Math.min(...tree.parts.map(lengthMin));
    case 'repeat':
      return tree.min * lengthMin(tree.part);
    case 'assertion':
      return 0;
  }
}

/** Infinity for what V8 must not run. @param isLast Whether nothing of the pattern stands behind it. */
function waysOf(tree: PatternTree, isLast: boolean): number {
  switch (tree.kind) {
    case 'sequence': {
      const { parts } = tree;
      return parts.reduce((product, part, at) => product * waysOf(part, isLast && at === parts.length - 1), 1);
    }
    case 'repeat':
      if (tree.part.kind !== 'set') return Number.POSITIVE_INFINITY;
      return isLast ? 1 : tree.max - tree.min + 1;
    case 'choice':
      return Number.POSITIVE_INFINITY;
    case 'assertion':
      // To V8 this one holds between the halves of a surrogate pair, whatever the flags.
      return tree.place === 'no-boundary' ? Number.POSITIVE_INFINITY : 1;
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
      return `${sourceOf(tree.part)}{${tree.min},${tree.max === Number.POSITIVE_INFINITY ? '' : tree.max}}`;
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
