import type { PatternTree } from './pattern-tree.ts';

/** More would cost more to look for than they exclude. */
const TEXTS_MAX = 8;

/** Texts that stand in every text with a match of the pattern, the longest first. */
export function requiredTextsOf(tree: PatternTree): string[] {
  const texts: string[] = [];
  const open = collect(tree, '', texts);
  if (open !== '') texts.push(open);
  return [...new Set(texts)].sort((a, b) => b.length - a.length).slice(0, TEXTS_MAX);
}

/**
 * Adds the complete literal texts of a part to `texts`. `open` is the literal that ends just before the part; returns the
 * one that ends with it.
 */
function collect(tree: PatternTree, open: string, texts: string[]): string {
  switch (tree.kind) {
    case 'set': {
      if (tree.set.single !== undefined) return open + String.fromCodePoint(tree.set.single);
      break;
    }
    case 'sequence':
      return tree.parts.reduce((ending, part) => collect(part, ending, texts), open);
    case 'assertion':
      return open;
    case 'repeat': {
      if (tree.min === 0) break;
      const ending = collect(tree.part, open, texts);
      if (tree.min === 1 && tree.max === 1) return ending;
      if (ending !== '') texts.push(ending);
      return '';
    }
    case 'choice':
      break;
  }
  if (open !== '') texts.push(open);
  return '';
}
