import { DIGIT_CHAR, HEX_LOWER } from '../bytes/words.ts';
import { viewOf } from './byte-ranges.ts';
import { isHex, packHex } from './hex-digits.ts';
import { RangeInterner } from './range-interner.ts';
import { HEX_BYTES_MAX, PADDED_DIGITS_MAX, SLOT_KIND, StreamPlaces, TemplateSlots } from './template-slots.ts';
import type { TemplateTokens } from './template-tokenizer.ts';
import { gatherTexts, WordList, WordSplit } from './template-words.ts';
import type { ByteValues } from './value-list.ts';
import { NOTED_DIGITS_MAX } from './variable-list.ts';

const ZERO = 48;
const LETTER_X = 120;
/** A text slot whose values repeat less than this share has no use for a dictionary. */
const DISTINCT_SHARE_MAX = 0.5;
const DICTIONARY_ROWS_MIN = 16;

const interner = new RangeInterner();
// Scratch memory, valid until the slots of the next column are built.
const words = new WordList(1 << 10);
const split = new WordSplit();
let firstVariables = new Uint32Array(0);

/**
 * Chooses the kind of each slot and fills the streams. `order` lists the texts template by template (each template's in
 * row order), `firstRow[t]` to `firstRow[t + 1]` being those of template `t`.
 */
export function buildTemplateSlots(tokens: TemplateTokens, order: Uint32Array, firstRow: Uint32Array): TemplateSlots {
  return new SlotsBuilder(tokens, order, firstRow).build();
}

// The loops over the values of a slot are functions of their own, called once a slot: V8 then compiles each for itself. In one
// function that runs once a block they were compiled while they ran, and thrown away where they ended.
class SlotsBuilder {
  private readonly tokens: TemplateTokens;
  /** By text in `order`: its first variable. */
  private readonly firstOf: Uint32Array;
  private readonly firstRow: Uint32Array;
  private readonly firstSlot: Uint32Array;
  private readonly rowCounts: Uint32Array;
  private readonly kinds: Uint8Array;
  private readonly params: Uint32Array;

  constructor(tokens: TemplateTokens, order: Uint32Array, firstRow: Uint32Array) {
    this.tokens = tokens;
    if (firstVariables.length < order.length) firstVariables = new Uint32Array(order.length);
    this.firstOf = firstVariables.subarray(0, order.length);
    gather(tokens.firstVariable, order, this.firstOf);
    this.firstRow = firstRow;
    const templateCount = tokens.templates.count;
    this.firstSlot = tokens.traits.firstSlot.slice(0, templateCount + 1);
    this.rowCounts = new Uint32Array(templateCount);
    for (let t = 0; t < templateCount; t++) this.rowCounts[t] = firstRow[t + 1]! - firstRow[t]!;
    const slots = this.firstSlot[templateCount]!;
    this.kinds = new Uint8Array(slots);
    this.params = new Uint32Array(slots);
    words.count = 0;
  }

  build(): TemplateSlots {
    for (let t = 0; t < this.rowCounts.length; t++) this.chooseOf(t);
    this.internWords();
    const { codes, dictionary, texts } = this.splitWords();
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

  private chooseOf(template: number): void {
    const first = this.firstSlot[template]!;
    const end = this.firstSlot[template + 1]!;
    for (let slot = first; slot < end; slot++) this.choose(slot, template, slot - first);
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
      words.reserve(1);
      words.add(variables.starts[only]!, variables.ends[only]!);
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
      this.addWords(template, offset);
    }
  }

  private allPrefixedHex(template: number, offset: number): boolean {
    const { firstOf } = this;
    const { bytes } = this.tokens.ranges;
    const { starts, ends } = this.tokens.variables;
    const end = this.firstRow[template + 1]!;
    for (let i = this.firstRow[template]!; i < end; i++) {
      const value = firstOf[i]! + offset;
      const start = starts[value]!;
      if (bytes[start] !== ZERO || bytes[start + 1] !== LETTER_X || !isHex(bytes, start + 2, ends[value]!))
        return false;
    }
    return true;
  }

  private addWords(template: number, offset: number): void {
    const { firstOf } = this;
    const { starts, ends } = this.tokens.variables;
    words.reserve(this.rowCounts[template]!);
    const end = this.firstRow[template + 1]!;
    for (let i = this.firstRow[template]!; i < end; i++) {
      const value = firstOf[i]! + offset;
      words.add(starts[value]!, ends[value]!);
    }
  }

  private internWords(): void {
    const { starts, ends, count } = words;
    split.reserve(count);
    interner.intern({ bytes: this.tokens.ranges.bytes, starts, ends, count }, split.wordCodes, NEVER);
    split.begin(interner.distinct);
  }

  /** Turns dictionary slots whose values hardly repeat into text slots, and numbers the words that remain anew. */
  private splitWords(): { codes: Uint32Array; dictionary: ByteValues; texts: ByteValues } {
    const { bytes } = this.tokens.ranges;
    this.splitSlots();
    return {
      codes: split.codes.slice(0, split.codeCount),
      dictionary: gatherTexts(bytes, words, split.kept, split.keptCount),
      texts: gatherTexts(bytes, words, split.texts, split.textCount),
    };
  }

  private splitSlots(): void {
    let at = 0;
    for (let template = 0; template < this.rowCounts.length; template++) {
      const rows = this.rowCounts[template]!;
      const endSlot = this.firstSlot[template + 1]!;
      for (let slot = this.firstSlot[template]!; slot < endSlot; slot++) {
        const kind = this.kinds[slot]!;
        if (kind === SLOT_KIND.constant) this.params[slot] = split.recode(at++);
        else if (kind === SLOT_KIND.dictionary) {
          const end = at + rows;
          if (rows >= DICTIONARY_ROWS_MIN && split.countDistinct(at, end, slot) > rows * DISTINCT_SHARE_MAX) {
            this.kinds[slot] = SLOT_KIND.text;
            split.addTexts(at, end);
          } else split.addCodes(at, end);
          at = end;
        }
      }
    }
  }

  private packNumbers(): { uint32: Uint32Array; uint53: Float64Array; hex: Uint8Array; places: StreamPlaces } {
    const places = new StreamPlaces(this.firstSlot, this.kinds, this.params, this.rowCounts);
    const uint32 = new Uint32Array(places.uint32);
    const uint53 = new Float64Array(places.uint53);
    const hex = new Uint8Array(places.hexBytes);
    for (let t = 0; t < this.rowCounts.length; t++) this.packTemplate(t, places.bases, uint32, uint53, hex);
    return { uint32, uint53, hex, places };
  }

  private packTemplate(
    template: number,
    bases: Uint32Array,
    uint32: Uint32Array,
    uint53: Float64Array,
    hex: Uint8Array,
  ): void {
    const first = this.firstSlot[template]!;
    const end = this.firstSlot[template + 1]!;
    for (let slot = first; slot < end; slot++) {
      const kind = this.kinds[slot]!;
      const to = bases[slot]!;
      if (kind === SLOT_KIND.uint32 || kind === SLOT_KIND.padded) this.packUint32(template, slot - first, uint32, to);
      else if (kind === SLOT_KIND.hex) this.packHex(template, slot - first, 0, hex, to);
      else if (kind === SLOT_KIND.prefixedHex) this.packHex(template, slot - first, 2, hex, to);
      else if (kind === SLOT_KIND.uint53) this.packUint53(template, slot - first, uint53, to);
    }
  }

  private packUint32(template: number, offset: number, target: Uint32Array, base: number): void {
    const { firstOf } = this;
    const { numbers } = this.tokens.variables;
    const end = this.firstRow[template + 1]!;
    let to = base;
    for (let i = this.firstRow[template]!; i < end; i++) target[to++] = numbers[firstOf[i]! + offset]!;
  }

  private packUint53(template: number, offset: number, target: Float64Array, base: number): void {
    const { firstOf } = this;
    const { bytes } = this.tokens.ranges;
    const { starts, ends } = this.tokens.variables;
    const end = this.firstRow[template + 1]!;
    let to = base;
    for (let i = this.firstRow[template]!; i < end; i++) {
      const value = firstOf[i]! + offset;
      target[to++] = parseDigits(bytes, starts[value]!, ends[value]!);
    }
  }

  private packHex(template: number, offset: number, skip: number, target: Uint8Array, base: number): void {
    const { firstOf } = this;
    const view = viewOf(this.tokens.ranges.bytes);
    const { starts, ends } = this.tokens.variables;
    const end = this.firstRow[template + 1]!;
    let to = base;
    for (let i = this.firstRow[template]!; i < end; i++) {
      const value = firstOf[i]! + offset;
      const start = starts[value]! + skip;
      packHex(view, start, ends[value]!, target, to);
      to += (ends[value]! - start) >>> 1;
    }
  }
}

const NEVER = (): boolean => false;

function gather(values: Uint32Array, places: Uint32Array, target: Uint32Array): void {
  for (let i = 0; i < places.length; i++) target[i] = values[places[i]!]!;
}

function parseDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + bytes[i]! - ZERO;
  return value;
}
