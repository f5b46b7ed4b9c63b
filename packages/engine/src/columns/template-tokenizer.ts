import { characterLength, codePointAt } from '../bytes/utf8-characters.ts';
import { BYTE_CLASS, classOfCodePoint, DIGIT_CHAR, NON_ASCII } from '../bytes/words.ts';
import { type ByteRanges, viewOf } from './byte-ranges.ts';
import { SlotTraits } from './slot-traits.ts';
import { TemplateMatcher } from './template-matcher.ts';
import type { TemplateSet } from './template-set.ts';
import { TemplateSetBuilder } from './template-set-builder.ts';
import { NOTED_DIGITS_MAX, VariableList } from './variable-list.ts';

/** Texts taken apart into templates and variables; text `i` has the variables `firstVariable[i]` to `firstVariable[i + 1]`. */
export interface TemplateTokens {
  readonly ranges: ByteRanges;
  readonly templates: TemplateSet;
  /** The template of each text; templates are numbered in order of first appearance. */
  readonly codes: Uint32Array;
  readonly firstVariable: Uint32Array;
  readonly variables: VariableList;
  readonly traits: SlotTraits;
}

/** Texts looked at before giving up on templates that do not repeat. */
const PATIENCE = 256;
const ZERO = 48;

const builder = new TemplateSetBuilder();
const scratch = new VariableList();
const traits = new SlotTraits();
let textCodes = new Uint32Array(0);
let firstVariables = new Uint32Array(0);
const matcher = new TemplateMatcher(builder, scratch, traits);

/**
 * Takes texts apart into templates and variables. Null when templates do not repeat: then the texts have no structure
 * that this encoding could use. All of the result but its templates is valid until the next call.
 */
export function tokenizeTemplates(ranges: ByteRanges): TemplateTokens | null {
  if (textCodes.length < ranges.count) {
    textCodes = new Uint32Array(ranges.count);
    firstVariables = new Uint32Array(ranges.count + 1);
  }
  const codes = textCodes.subarray(0, ranges.count);
  const firstVariable = firstVariables.subarray(0, ranges.count + 1);
  const view = viewOf(ranges.bytes);
  builder.begin(ranges.bytes, view);
  matcher.begin(ranges.bytes, view);
  traits.begin();
  scratch.count = 0;
  if (!tokenizeAll(ranges, codes, firstVariable)) return null;
  return { ranges, templates: builder.finish(), codes, firstVariable, variables: scratch, traits };
}

/** False when it gave up. A function of its own: V8 compiles a loop better that returns where it ends. */
function tokenizeAll(
  { bytes, starts, ends, count }: ByteRanges,
  codes: Uint32Array,
  firstVariable: Uint32Array,
): boolean {
  for (let i = 0; i < count; i++) {
    const template = tokenizeOne(bytes, starts[i]!, ends[i]!);
    codes[i] = template;
    firstVariable[i + 1] = scratch.count;
    if (i >= PATIENCE && builder.count * 2 > i) return false;
  }
  return true;
}

/** The template of a text; its variables go to the list, and what they are like to the traits. */
function tokenizeOne(bytes: Uint8Array, start: number, end: number): number {
  // A variable has a character at least, and one stands between two of them.
  scratch.reserve(((end - start) >>> 1) + 1);
  const guessed = matcher.match(start, end);
  if (guessed >= 0) return guessed;
  const first = scratch.count;
  findVariables(bytes, start, end, scratch);
  const template = builder.intern(start, end, scratch, first);
  traits.add(template, bytes, scratch, first, scratch.count);
  matcher.learn(start, end, template);
  return template;
}

/** Finds the variables of one text, and adds them to the list, which has room for them. */
function findVariables(bytes: Uint8Array, start: number, end: number, list: VariableList): void {
  const { starts, ends, classes, numbers } = list;
  let used = list.count;
  let at = start;
  while (at < end) {
    let kind = BYTE_CLASS[bytes[at]!]!;
    if (kind === 0) {
      at++;
      continue;
    }
    const wordStart = at;
    let seen = 0;
    while (kind !== 0) {
      if (kind === NON_ASCII) {
        const length = characterLength(bytes[at]!);
        const wide = classOfCodePoint(codePointAt(bytes, at, length));
        if (wide === 0) break;
        seen |= wide === DIGIT_CHAR ? DIGIT_CHAR | NON_ASCII : NON_ASCII;
        at = Math.min(at + length, end);
      } else {
        seen |= kind;
        at++;
      }
      if (at >= end) break;
      kind = BYTE_CLASS[bytes[at]!]!;
    }
    if ((seen & DIGIT_CHAR) !== 0) {
      starts[used] = wordStart;
      ends[used] = at;
      classes[used] = seen;
      if (seen === DIGIT_CHAR && at - wordStart <= NOTED_DIGITS_MAX) {
        let number = 0;
        for (let i = wordStart; i < at; i++) number = number * 10 + bytes[i]! - ZERO;
        numbers[used] = number;
      }
      used++;
    }
    // A separator outside ASCII ended the word or stands alone.
    if (kind === NON_ASCII && at < end) at += characterLength(bytes[at]!);
  }
  list.count = used;
}
