import { hasDigit } from '../../bytes/words.ts';
import type { TemplateSet } from '../../columns/template-set.ts';

/** Stands for a variable in a pattern. */
const VARIABLE = '<*>';

const WORDS = /[\p{L}\p{Nd}_]+/gu;
const ASCII_WORDS = /\w+/g;
const ASCII_DIGIT = /\d/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/;

/** The pattern of a text, as storage makes templates: each word with a digit is a variable. */
export function patternOfText(text: string): string {
  if (ASCII.test(text)) return text.replace(ASCII_WORDS, (word) => (ASCII_DIGIT.test(word) ? VARIABLE : word));
  return text.replace(WORDS, (word) => (hasDigit(word) ? VARIABLE : word));
}

export function patternOfTemplate(templates: TemplateSet, template: number): string {
  return templates.pieces(template).join(VARIABLE);
}

/** The distinct patterns of a set of templates. */
export interface TemplatePatterns {
  /** Ascending by UTF-16 code unit. */
  readonly texts: readonly string[];
  /** By template: its pattern. */
  readonly ofTemplate: Uint32Array;
  /** The UTF-16 code units of all texts. */
  readonly textLength: number;
}

/** Kept as long as the templates, which are decoded data and stay while their segment is open. */
const patternsOf = new WeakMap<TemplateSet, TemplatePatterns>();

/** The patterns of all templates of a set. */
export function patternsOfTemplates(templates: TemplateSet): TemplatePatterns {
  let patterns = patternsOf.get(templates);
  if (patterns === undefined) {
    patterns = makePatterns(templates);
    patternsOf.set(templates, patterns);
  }
  return patterns;
}

function makePatterns(templates: TemplateSet): TemplatePatterns {
  const all = Array.from({ length: templates.count }, (_, template) => patternOfTemplate(templates, template));
  // Templates differ where their patterns do not: `<*>` may be what was logged.
  const texts = [...new Set(all)].sort();
  const numbers = new Map(texts.map((text, number) => [text, number]));
  const ofTemplate = Uint32Array.from(all, (text) => numbers.get(text)!);
  return { texts, ofTemplate, textLength: texts.reduce((sum, { length }) => sum + length, 0) };
}
