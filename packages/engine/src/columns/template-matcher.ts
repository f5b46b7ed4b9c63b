import { equalRuns } from '../bytes/equal-runs.ts';
import { BYTE_CLASS, DIGIT_CHAR, NON_ASCII } from '../bytes/words.ts';

import type { SlotTraits } from './slot-traits.ts';
import type { TemplateSetBuilder } from './template-set-builder.ts';
import type { VariableList } from './variable-list.ts';

const ZERO = 48;
/** Guesses kept; a power of two. */
const GUESSES = 1 << 11;
const NONE = -1;

/**
 * Guesses the template of a text by its length and its first four bytes: two templates of late with the same are tried.
 * A guess is right for nine of ten messages of the mixed corpus. Then the constant text is compared four bytes at a time, only
 * variables are looked at byte by byte, and nothing is hashed: a third of the time that taking the text apart costs.
 */
export class TemplateMatcher {
  private readonly templates: TemplateSetBuilder;
  private readonly list: VariableList;
  private readonly traits: SlotTraits;
  /** By guess: the template of the text that came last, and the one before that was another. */
  private readonly first = new Int32Array(GUESSES);
  private readonly second = new Int32Array(GUESSES);
  private source: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.source.buffer);

  constructor(templates: TemplateSetBuilder, list: VariableList, traits: SlotTraits) {
    this.templates = templates;
    this.list = list;
    this.traits = traits;
  }

  /** Begins anew, with texts that lie in `source`. */
  begin(source: Uint8Array, view: DataView): void {
    this.source = source;
    this.view = view;
    this.first.fill(NONE);
    this.second.fill(NONE);
  }

  /**
   * The template of the text `[start, end)`, or -1 when the guesses are wrong. Adds its variables to the list, which has room
   * for them, and to the traits of their slots.
   */
  match(start: number, end: number): number {
    const guess = this.guessOf(start, end);
    const code = this.first[guess]!;
    if (code < 0) return NONE;
    if (this.take(code, start, end)) return code;
    const other = this.second[guess]!;
    if (other < 0 || !this.take(other, start, end)) return NONE;
    this.first[guess] = other;
    this.second[guess] = code;
    return other;
  }

  /** Says which template a text has that was not guessed. */
  learn(start: number, end: number, code: number): void {
    const guess = this.guessOf(start, end);
    this.second[guess] = this.first[guess]!;
    this.first[guess] = code;
  }

  private guessOf(start: number, end: number): number {
    const length = end - start;
    const head = length < 4 ? 0 : this.view.getInt32(start, true);
    const hash = Math.imul(head ^ Math.imul(length, 0x85ebca6b), 0x9e3779b1);
    return (hash ^ (hash >>> 15)) & (GUESSES - 1);
  }

  /**
   * Whether a text has a template: its pieces stand in the text, and between them whole words with a digit. A variable with
   * characters outside ASCII is left to `findVariables`.
   */
  private take(code: number, start: number, end: number): boolean {
    const { source, view, list, templates, traits } = this;
    const { starts, ends, classes, numbers } = list;
    const { pieceStarts, pieceEnds } = templates;
    const firstSlot = traits.firstSlot[code]!;
    const slotCount = traits.firstSlot[code + 1]! - firstSlot;
    let piece = firstSlot + code;
    let used = list.count;
    let at = start;
    for (let left = slotCount; left > 0; left--, piece++) {
      const from = pieceStarts[piece]!;
      const length = pieceEnds[piece]! - from;
      if (at + length >= end || !equalRuns(view, at, templates.view, from, length)) return false;
      at += length;
      starts[used] = at;
      let seen = 0;
      let number = 0;
      let kind = BYTE_CLASS[source[at]!]!;
      while (kind !== 0) {
        seen |= kind;
        number = (Math.imul(number, 10) + source[at]! - ZERO) | 0;
        if (++at >= end) break;
        kind = BYTE_CLASS[source[at]!]!;
      }
      if ((seen & (DIGIT_CHAR | NON_ASCII)) !== DIGIT_CHAR) return false;
      ends[used] = at;
      classes[used] = seen;
      // Of more digits than that, and of letters, the number means nothing.
      numbers[used] = number;
      used++;
    }
    const from = pieceStarts[piece]!;
    const length = pieceEnds[piece]! - from;
    if (at + length !== end || !equalRuns(view, at, templates.view, from, length)) return false;
    const firstVariable = list.count;
    list.count = used;
    traits.add(code, source, list, firstVariable, used);
    return true;
  }
}
