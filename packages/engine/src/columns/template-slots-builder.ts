import { DIGIT_CHAR, HEX_LOWER } from '../bytes/words.ts';
import { packHex } from './hex-digits.ts';
import { RangeInterner } from './range-interner.ts';
import { HEX_BYTES_MAX, PADDED_DIGITS_MAX, SLOT_KIND, streamBases, TemplateSlots } from './template-slots.ts';
import type { TemplateTokens } from './template-tokenizer.ts';
import { copyInto } from './text-column.ts';
import { ByteValues } from './value-list.ts';
import { NOTED_DIGITS_MAX } from './variable-list.ts';

const ZERO = 48;
const LETTER_X = 120;
/** A text slot whose values repeat less than this share has no use for a dictionary. */
const DISTINCT_SHARE_MAX = 0.5;
const DICTIONARY_ROWS_MIN = 16;

const interner = new RangeInterner();

/**
 * Chooses the kind of each slot and fills the streams. `order` lists the texts template by template (each template's in
 * row order), `firstRow[t]` to `firstRow[t + 1]` being those of template `t`.
 */
export function buildTemplateSlots(tokens: TemplateTokens, order: Uint32Array, firstRow: Uint32Array): TemplateSlots {
  return new SlotsBuilder(tokens, order, firstRow).build();
}

class SlotsBuilder {
  private readonly tokens: TemplateTokens;
  private readonly order: Uint32Array;
  private readonly firstRow: Uint32Array;
  private readonly firstSlot: Uint32Array;
  private readonly rowCounts: Uint32Array;
  private readonly kinds: Uint8Array;
  private readonly params: Uint32Array;
  // The values of constant, dictionary and text slots, in slot order; a constant slot has one.
  private words: { starts: Int32Array; ends: Int32Array; count: number };

  constructor(tokens: TemplateTokens, order: Uint32Array, firstRow: Uint32Array) {
    this.tokens = tokens;
    this.order = order;
    this.firstRow = firstRow;
    const templateCount = tokens.templates.count;
    this.firstSlot = tokens.traits.firstSlot.slice(0, templateCount + 1);
    this.rowCounts = new Uint32Array(templateCount);
    for (let t = 0; t < templateCount; t++) this.rowCounts[t] = firstRow[t + 1]! - firstRow[t]!;
    const slots = this.firstSlot[templateCount]!;
    this.kinds = new Uint8Array(slots);
    this.params = new Uint32Array(slots);
    this.words = { starts: new Int32Array(slots + 64), ends: new Int32Array(slots + 64), count: 0 };
  }

  build(): TemplateSlots {
    this.forEachSlot((slot, template, offset) => this.choose(slot, template, offset));
    const { codes: wordCodes, distinct } = this.internWords();
    const { codes, dictionary, texts } = this.splitWords(wordCodes, distinct);
    const numbers = this.packNumbers();
    return new TemplateSlots({
      firstSlot: this.firstSlot,
      kinds: this.kinds,
      params: this.params,
      rowCounts: this.rowCounts,
      ...numbers,
      codes,
      dictionary,
      texts,
    });
  }

  private forEachSlot(visit: (slot: number, template: number, offset: number) => void): void {
    for (let t = 0; t < this.rowCounts.length; t++) {
      const first = this.firstSlot[t]!;
      const end = this.firstSlot[t + 1]!;
      for (let slot = first; slot < end; slot++) visit(slot, t, slot - first);
    }
  }

  private choose(slot: number, template: number, offset: number): void {
    const { traits, variables } = this.tokens;
    const seen = traits.classes[slot]!;
    const longest = traits.longest[slot]!;
    const sameLength = traits.shortest[slot] === longest;
    const isEvenHex = sameLength && longest >= 8 && longest % 2 === 0 && longest <= HEX_BYTES_MAX * 2;
    if (traits.varies[slot] === 0) {
      const only = traits.firstVariable[slot]!;
      this.kinds[slot] = SLOT_KIND.constant;
      this.addWord(variables.starts[only]!, variables.ends[only]!);
    } else if (seen === DIGIT_CHAR && traits.leadingZero[slot] === 0 && longest <= 15) {
      this.kinds[slot] = longest <= NOTED_DIGITS_MAX ? SLOT_KIND.uint32 : SLOT_KIND.uint53;
    } else if (seen === DIGIT_CHAR && sameLength && longest <= PADDED_DIGITS_MAX) {
      this.kinds[slot] = SLOT_KIND.padded;
      this.params[slot] = longest;
    } else if (isEvenHex && (seen & ~(DIGIT_CHAR | HEX_LOWER)) === 0) {
      this.kinds[slot] = SLOT_KIND.hex;
      this.params[slot] = longest / 2;
    } else if (isEvenHex && this.allPrefixedHex(template, offset)) {
      this.kinds[slot] = SLOT_KIND.prefixedHex;
      this.params[slot] = longest / 2 - 1;
    } else {
      this.kinds[slot] = SLOT_KIND.dictionary;
      this.forEachValue(template, offset, (start, end) => this.addWord(start, end));
    }
  }

  private forEachValue(template: number, offset: number, visit: (start: number, end: number) => void): void {
    const { variables, firstVariable } = this.tokens;
    const { starts, ends } = variables;
    for (let i = this.firstRow[template]!; i < this.firstRow[template + 1]!; i++) {
      const value = firstVariable[this.order[i]!]! + offset;
      visit(starts[value]!, ends[value]!);
    }
  }

  private allPrefixedHex(template: number, offset: number): boolean {
    const { bytes } = this.tokens.ranges;
    const packed = new Uint8Array(HEX_BYTES_MAX);
    let all = true;
    this.forEachValue(template, offset, (start, end) => {
      all &&= bytes[start] === ZERO && bytes[start + 1] === LETTER_X && packHex(bytes, start + 2, end, packed, 0);
    });
    return all;
  }

  private addWord(start: number, end: number): void {
    const { words } = this;
    if (words.count === words.starts.length) {
      const starts = new Int32Array(words.count * 2);
      const ends = new Int32Array(words.count * 2);
      starts.set(words.starts);
      ends.set(words.ends);
      this.words = { starts, ends, count: words.count };
    }
    this.words.starts[this.words.count] = start;
    this.words.ends[this.words.count++] = end;
  }

  private internWords(): { codes: Uint32Array; distinct: number } {
    const { starts, ends, count } = this.words;
    const codes = new Uint32Array(count);
    interner.intern({ bytes: this.tokens.ranges.bytes, starts, ends, count }, codes, () => false);
    return { codes, distinct: interner.distinct };
  }

  /** Turns dictionary slots whose values hardly repeat into text slots, and numbers the words that remain anew. */
  private splitWords(
    wordCodes: Uint32Array,
    distinct: number,
  ): { codes: Uint32Array; dictionary: ByteValues; texts: ByteValues } {
    const { bytes } = this.tokens.ranges;
    const newCodes = new Int32Array(distinct).fill(-1);
    const seenBySlot = new Int32Array(distinct).fill(-1);
    const codes = new Uint32Array(wordCodes.length);
    const kept: number[] = [];
    const texts: number[] = [];
    let codesUsed = 0;
    let at = 0;
    const recode = (word: number): number => {
      let code = newCodes[wordCodes[word]!]!;
      if (code < 0) {
        code = kept.length;
        newCodes[wordCodes[word]!] = code;
        kept.push(word);
      }
      return code;
    };
    this.forEachSlot((slot, template) => {
      const kind = this.kinds[slot]!;
      if (kind === SLOT_KIND.constant) {
        this.params[slot] = recode(at++);
      } else if (kind === SLOT_KIND.dictionary) {
        const rows = this.rowCounts[template]!;
        const end = at + rows;
        if (
          rows >= DICTIONARY_ROWS_MIN &&
          this.countDistinct(wordCodes, at, end, slot, seenBySlot) > rows * DISTINCT_SHARE_MAX
        ) {
          this.kinds[slot] = SLOT_KIND.text;
          for (; at < end; at++) texts.push(at);
        } else {
          for (; at < end; at++) codes[codesUsed++] = recode(at);
        }
      }
    });
    const gather = (chosen: readonly number[]): ByteValues => gatherTexts(bytes, this.words, chosen);
    return { codes: codes.slice(0, codesUsed), dictionary: gather(kept), texts: gather(texts) };
  }

  private countDistinct(codes: Uint32Array, from: number, to: number, slot: number, seenBySlot: Int32Array): number {
    let distinct = 0;
    for (let i = from; i < to; i++) {
      if (seenBySlot[codes[i]!] === slot) continue;
      seenBySlot[codes[i]!] = slot;
      distinct++;
    }
    return distinct;
  }

  private packNumbers(): { uint32: Uint32Array; uint53: Float64Array; hex: Uint8Array } {
    const sizes = streamBases(this.firstSlot, this.kinds, this.params, this.rowCounts);
    const uint32 = new Uint32Array(sizes.uint32);
    const uint53 = new Float64Array(sizes.uint53);
    const hex = new Uint8Array(sizes.hexBytes);
    const { order, firstRow } = this;
    const { firstVariable, variables } = this.tokens;
    const { starts, ends, numbers } = variables;
    const { bytes } = this.tokens.ranges;
    this.forEachSlot((slot, template, offset) => {
      const kind = this.kinds[slot]!;
      if (kind === SLOT_KIND.constant || kind >= SLOT_KIND.dictionary) return;
      const width = this.params[slot]!;
      const end = firstRow[template + 1]!;
      let to = sizes.bases[slot]!;
      if (kind === SLOT_KIND.uint32 || kind === SLOT_KIND.padded) {
        for (let i = firstRow[template]!; i < end; i++) uint32[to++] = numbers[firstVariable[order[i]!]! + offset]!;
      } else if (kind === SLOT_KIND.uint53) {
        for (let i = firstRow[template]!; i < end; i++) {
          const value = firstVariable[order[i]!]! + offset;
          uint53[to++] = parseDigits(bytes, starts[value]!, ends[value]!);
        }
      } else {
        const skip = kind === SLOT_KIND.prefixedHex ? 2 : 0;
        for (let i = firstRow[template]!; i < end; i++, to += width) {
          const value = firstVariable[order[i]!]! + offset;
          packHex(bytes, starts[value]! + skip, ends[value]!, hex, to);
        }
      }
    });
    return { uint32, uint53, hex };
  }
}

function parseDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + bytes[i]! - ZERO;
  return value;
}

function gatherTexts(
  bytes: Uint8Array,
  words: { starts: Int32Array; ends: Int32Array },
  chosen: readonly number[],
): ByteValues {
  const offsets = new Uint32Array(chosen.length + 1);
  chosen.forEach((word, i) => {
    offsets[i + 1] = offsets[i]! + words.ends[word]! - words.starts[word]!;
  });
  const gathered = new Uint8Array(offsets[chosen.length]!);
  chosen.forEach((word, i) => {
    copyInto(gathered, offsets[i]!, bytes, words.starts[word]!, words.ends[word]!);
  });
  return new ByteValues(gathered, offsets);
}
