import { hasDigit, wordsOf } from '../bytes/words.ts';
import { PatternSearch, type VariableConstraint } from '../columns/pattern-forms.ts';
import { TemplateSet } from '../columns/template-set.ts';
import { TextPattern } from '../columns/text-pattern.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';

/**
 * Where in a text that is stored as template and variables a pattern can match:
 *
 * - `templates`: in constant text alone;
 * - `word`: it is one word, or part of one, and so lies in constant text or within one variable that is neither digits nor
 *   hexadecimal;
 * - `edges`: in constant text, unless a variable that is neither digits nor hexadecimal contains one of `edges`;
 * - `shape`: where the template has its `shape`, unless such a variable contains one of `edges`;
 * - `anywhere`.
 */
export type LiteralReach = 'templates' | 'word' | 'edges' | 'shape' | 'anywhere';

/** A leaf's pattern and what is known of it. */
export interface Literal {
  readonly pattern: TextPattern;
  readonly reach: LiteralReach;
  /** The words at the ends of the pattern that the text may continue; of a `shape` only those without a digit. */
  readonly edges: readonly string[];
  /** Of the reach `shape`, else null. */
  readonly shape: LiteralShape | null;
}

/** A pattern some words of which have digits, and so are variables of a template. */
export interface LiteralShape {
  /** The pattern with `VARIABLE` in place of each of these words. */
  readonly pattern: TextPattern;
  /** What the variables in these places must be, in their order. */
  readonly variables: readonly VariableConstraint[];
}

/** Stands for a variable between the pieces of a template. No character, so that no pattern of a person holds it. */
export const VARIABLE = '\uffff';

/** The literal of a node that looks for one in a field's text; else null. */
export function literalOf(node: QueryFilterNode): Literal | null {
  const pattern = patternOf(node);
  if (pattern === null) return null;
  const words = wordsOf(pattern.text);
  const edges = edgesOf(pattern, words);
  const reach = reachOf(pattern, words, edges);
  if (reach !== 'shape') return { pattern, edges, reach, shape: null };
  return { pattern, edges: edges.filter((edge) => !hasDigit(edge)), reach, shape: shapeOf(pattern) };
}

/** Whether a pattern is found wherever its letters are. */
export function isBare(pattern: TextPattern): boolean {
  return !pattern.wordStart && !pattern.wordEnd && !pattern.anchorStart && !pattern.anchorEnd;
}

function patternOf(node: QueryFilterNode): TextPattern | null {
  if (!('text' in node) || node.text === '') return null;
  switch (node.kind) {
    case 'phrase':
      return new TextPattern(node.text, { wordStart: true, wordEnd: true, ignoreCase: node.ignoreCase });
    case 'prefix':
      return new TextPattern(node.text, { wordStart: true, ignoreCase: node.ignoreCase });
    case 'substring':
      return new TextPattern(node.text, { ignoreCase: node.ignoreCase });
    case 'exact-prefix':
      return new TextPattern(node.text, { anchorStart: true });
    default:
      return null;
  }
}

/** Where case is ignored, no end is sure: lower case may divide a variable into several words (`İ5` is `i̇5`). */
function edgesOf(pattern: TextPattern, words: readonly string[]): string[] {
  const { text, ignoreCase, wordStart, wordEnd, anchorStart, anchorEnd } = pattern;
  const edges: string[] = [];
  const [first] = words;
  const last = words.at(-1);
  if (first !== undefined && text.startsWith(first) && (ignoreCase || (!wordStart && !anchorStart))) edges.push(first);
  if (last !== undefined && text.endsWith(last) && (ignoreCase || (!wordEnd && !anchorEnd))) edges.push(last);
  return edges;
}

function reachOf(pattern: TextPattern, words: readonly string[], edges: readonly string[]): LiteralReach {
  const { text, ignoreCase, anchorStart, anchorEnd } = pattern;
  // The dot that the lower case of İ leaves behind is no word character, though it stands in a variable; nor is half a letter.
  if (text.includes(VARIABLE) || !text.isWellFormed() || (ignoreCase && text.includes('\u0307'))) return 'anywhere';
  const hasVariable = words.some(hasDigit);
  if (edges.length === 0 && !hasVariable) return 'templates';
  if (words[0] === text && isLettered(text) && !anchorStart && !anchorEnd) return 'word';
  if (!hasVariable) return edges.every(isLettered) ? 'edges' : 'anywhere';
  // A number alone has the shape of every variable there is.
  return words[0] !== text && edges.every((edge) => hasDigit(edge) || isLettered(edge)) ? 'shape' : 'anywhere';
}

/** Of the forms in which a pattern lies on templates the one whose words without digits are constant; it comes first. */
function shapeOf(pattern: TextPattern): LiteralShape {
  const { bytes, variables } = new PatternSearch(pattern).forms[0]!;
  const pieces = new TemplateSet(bytes, Uint32Array.of(0, bytes.length)).pieces(0);
  return { pattern: new TextPattern(pieces.join(VARIABLE), pattern), variables };
}

/** Whether a word can be part of neither a number nor hexadecimal, with `0x` or without. */
function isLettered(word: string): boolean {
  return /[^0-9a-fx]/i.test(word);
}
