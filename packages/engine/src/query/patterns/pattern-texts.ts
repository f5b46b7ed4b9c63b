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

/** Kept as long as the templates, which are decoded data and stay while their segment is open. */
const patternsOf = new WeakMap<TemplateSet, readonly string[]>();

/** The patterns of all templates of a set. */
export function patternsOfTemplates(templates: TemplateSet): readonly string[] {
  let patterns = patternsOf.get(templates);
  if (patterns === undefined) {
    patterns = Array.from({ length: templates.count }, (_, template) => patternOfTemplate(templates, template));
    patternsOf.set(templates, patterns);
  }
  return patterns;
}

export function patternOfTemplate(templates: TemplateSet, template: number): string {
  return templates.pieces(template).join(VARIABLE);
}
