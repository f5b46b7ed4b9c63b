import { BYTE_CLASS, classOfCodePoint, hasDigit, wordsOf } from '../bytes/words.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { type TemplateSet, VARIABLE_MARK } from './template-set.ts';
import type { TextPattern } from './text-pattern.ts';

/** What a variable must be for a match to run over it. */
export interface VariableConstraint {
  readonly kind: 'equal' | 'prefix' | 'suffix' | 'contains';
  readonly text: string;
  /** Compare in lower case; `text` is lower case then. */
  readonly ignoreCase: boolean;
}

/** One way in which a pattern can lie on a template: bytes to find, with a `VARIABLE_MARK` where a variable must fit. */
export interface PatternForm {
  readonly bytes: Uint8Array;
  readonly variables: readonly VariableConstraint[];
}

/** A pattern found on a template: its variables must fit the slots from `firstSlot` on (counted within the template). */
export interface Placement {
  /** -1 where any one variable of the template will do. */
  readonly firstSlot: number;
  readonly variables: readonly VariableConstraint[];
}

/**
 * The ways in which a pattern can lie on templates. Words inside the pattern are whole words, so they are constant or
 * variable by whether they hold a digit. Only a first or last word that the text may continue can be either.
 */
function formsOf(pattern: TextPattern): PatternForm[] {
  const pieces = splitWords(pattern.text);
  let forms: { parts: (string | VariableConstraint)[] }[] = [{ parts: [] }];
  const last = pieces.length - 1;
  pieces.forEach((piece, index) => {
    const openLeft = index === 0 && piece.isWord && !pattern.wordStart && !pattern.anchorStart;
    const openRight = index === last && piece.isWord && !pattern.wordEnd && !pattern.anchorEnd;
    const choices: (string | VariableConstraint)[] = [];
    const isVariable = piece.isWord && hasDigit(piece.text);
    if (!isVariable) choices.push(piece.text);
    if (isVariable || openLeft || openRight) {
      const kind = openLeft ? (openRight ? 'contains' : 'suffix') : openRight ? 'prefix' : 'equal';
      choices.push({ kind, text: piece.text, ignoreCase: pattern.ignoreCase });
    }
    forms = forms.flatMap((form) => choices.map((choice) => ({ parts: [...form.parts, choice] })));
  });
  return forms.map(({ parts }) => ({
    bytes: new Uint8Array(
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(VARIABLE_MARK)))),
    ),
    variables: parts.filter((part) => typeof part !== 'string'),
  }));
}

function splitWords(text: string): { text: string; isWord: boolean }[] {
  const pieces: { text: string; isWord: boolean }[] = [];
  let at = 0;
  for (const word of wordsOf(text)) {
    const start = text.indexOf(word, at);
    if (start > at) pieces.push({ text: text.slice(at, start), isWord: false });
    pieces.push({ text: word, isWord: true });
    at = start + word.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isWord: false });
  return pieces;
}

const formsByPattern = new WeakMap<TextPattern, readonly PatternForm[]>();

/** Looks a pattern up in templates. */
export class PatternSearch {
  readonly forms: readonly PatternForm[];
  private readonly pattern: TextPattern;

  /** @param pattern well-formed text: halves of surrogate pairs have no bytes to look for. */
  constructor(pattern: TextPattern) {
    this.pattern = pattern;
    this.forms = formsByPattern.get(pattern) ?? formsOf(pattern);
    formsByPattern.set(pattern, this.forms);
  }

  /**
   * Finds some of the forms in every template of a set. Writes to `verdicts` 1 for the templates all rows of which match
   * and 2 for those whose placements are returned, where they were not 1 before; leaves the others.
   */
  run(
    set: TemplateSet,
    forms: readonly PatternForm[],
    verdicts: Uint8Array,
  ): ReadonlyMap<number, readonly Placement[]> {
    const placements = new Map<number, Placement[]>();
    this.find(set, forms, verdicts, (haystack, template, form, at) => {
      const firstSlot = at === ANYWHERE ? -1 : haystack.variablesBefore(template, at);
      const placement = { firstSlot, variables: form.variables };
      const known = placements.get(template);
      if (known === undefined) placements.set(template, [placement]);
      else known.push(placement);
    });
    return placements;
  }

  /** As `run`, where the placements are of no interest. */
  judge(set: TemplateSet, verdicts: Uint8Array): void {
    this.find(set, this.forms, verdicts, null);
  }

  private find(set: TemplateSet, forms: readonly PatternForm[], verdicts: Uint8Array, place: Place | null): void {
    const haystack = this.pattern.ignoreCase ? set.lowered() : set;
    const buffer = Buffer.from(haystack.bytes.buffer, haystack.bytes.byteOffset, haystack.bytes.length);
    for (const form of forms) {
      if (this.liesAnywhere(form)) {
        for (let template = 0; template < verdicts.length; template++) {
          if (verdicts[template] === 1 || !set.hasVariables(template)) continue;
          verdicts[template] = 2;
          place?.(haystack, template, form, ANYWHERE);
        }
        continue;
      }
      const needsOne = place === null && form.variables.length > 0;
      let at = buffer.indexOf(form.bytes);
      while (at >= 0) {
        const template = haystack.templateAt(at);
        if (fits(haystack, template, this.pattern, form, at)) {
          if (form.variables.length === 0) verdicts[template] = 1;
          else if (verdicts[template] !== 1) {
            verdicts[template] = 2;
            place?.(haystack, template, form, at);
          }
        }
        // A template that all rows of which match needs no second look, nor one that some may match if it does not matter how.
        const isSettled = verdicts[template] === 1 || (needsOne && verdicts[template] === 2);
        at = buffer.indexOf(form.bytes, isSettled ? Math.max(at + 1, haystack.offsets[template + 1]!) : at + 1);
      }
    }
  }

  /** Whether the pattern, lying within one variable, can lie in each: one placement stands for all then. */
  private liesAnywhere({ bytes }: PatternForm): boolean {
    const { anchorStart, anchorEnd } = this.pattern;
    return bytes.length === 1 && bytes[0] === VARIABLE_MARK && !anchorStart && !anchorEnd;
  }
}

/** Takes a form found at a place of the bytes of the templates. */
type Place = (haystack: TemplateSet, template: number, form: PatternForm, at: number) => void;

/** In each variable of the template. */
const ANYWHERE = -1;

/** By template of a set: 0 when no row can match, 1 when all do, 2 when it depends on the variables. Null as for lone surrogates. */
export function matchTemplates(set: TemplateSet, pattern: TextPattern): Uint8Array | null {
  if (!pattern.text.isWellFormed()) return null;
  const verdicts = new Uint8Array(set.count);
  new PatternSearch(pattern).judge(set, verdicts);
  return verdicts;
}

function fits(set: TemplateSet, template: number, pattern: TextPattern, form: PatternForm, at: number): boolean {
  const { bytes } = set;
  const start = set.offsets[template]!;
  const stop = set.offsets[template + 1]!;
  const end = at + form.bytes.length;
  if (end > stop) return false;
  if (pattern.anchorStart && at !== start) return false;
  if (pattern.anchorEnd && end !== stop) return false;
  if (pattern.wordStart && isWordAfter(bytes, at, stop) && isWordBefore(bytes, at, start)) return false;
  return !(pattern.wordEnd && isWordBefore(bytes, end, start) && isWordAfter(bytes, end, stop));
}

// Next to a variable stands no word character, so a mark beside a match never joins it; as part of the match it is whole.
function isWordAfter(bytes: Uint8Array, at: number, stop: number): boolean {
  if (at >= stop) return false;
  const byte = bytes[at]!;
  if (byte < 128) return BYTE_CLASS[byte] !== 0;
  if (byte === VARIABLE_MARK) return true;
  const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  return isWordText(bytes, at, Math.min(at + length, stop));
}

function isWordBefore(bytes: Uint8Array, at: number, start: number): boolean {
  if (at <= start) return false;
  const byte = bytes[at - 1]!;
  if (byte < 128) return BYTE_CLASS[byte] !== 0;
  if (byte === VARIABLE_MARK) return true;
  let from = at - 1;
  while (from > start && (bytes[from]! & 0xc0) === 0x80) from--;
  return isWordText(bytes, from, at);
}

function isWordText(bytes: Uint8Array, start: number, end: number): boolean {
  const codePoint = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    .toString()
    .codePointAt(0);
  return codePoint !== undefined && classOfCodePoint(codePoint) !== 0;
}

/** Whether a variable's text is what a placement needs. */
export function satisfies(text: string, constraint: VariableConstraint): boolean {
  const value = constraint.ignoreCase ? lowerCase(text) : text;
  switch (constraint.kind) {
    case 'equal':
      return value === constraint.text;
    case 'prefix':
      return value.startsWith(constraint.text);
    case 'suffix':
      return value.endsWith(constraint.text);
    case 'contains':
      return value.includes(constraint.text);
  }
}
