import { viewOf } from './byte-ranges.ts';
import { packHex } from './hex-digits.ts';
import { satisfies, type VariableConstraint } from './pattern-forms.ts';
import { SLOT_KIND, type TemplateSlots } from './template-slots.ts';
import type { ByteValues } from './value-list.ts';

/** Tests the rows of a slot by ordinal, or says the same of all of them. */
export type SlotTester = boolean | ((ordinal: number) => boolean);

const UNKNOWN = 0;
const FAILS = 1;
const PASSES = 2;

/**
 * A constraint on variables, tested in one block: on numbers, packed bytes and codes where the kind of a slot allows it.
 * What it finds out of the block's dictionary and texts serves all slots.
 */
export class ConstraintTester {
  private readonly slots: TemplateSlots;
  private readonly constraint: VariableConstraint;
  private readonly isDigits: boolean;
  private readonly isHex: boolean;
  private dictionaryVerdicts: Uint8Array | null = null;
  private textVerdicts: Uint8Array | null = null;

  constructor(slots: TemplateSlots, constraint: VariableConstraint) {
    this.slots = slots;
    this.constraint = constraint;
    this.isDigits = /^[0-9]+$/.test(constraint.text);
    this.isHex = /^[0-9a-f]+$/.test(constraint.text);
  }

  /** False when no variable of the block can satisfy the constraint; true proves nothing. */
  mayPass(): boolean {
    const { slots, constraint } = this;
    if (this.isDigits && (slots.uint32.length > 0 || slots.uint53.length > 0)) return true;
    // A hex slot may stand behind `0x`, and then begins with these digits.
    if (slots.hex.length > 0 && (this.isHex || constraint.text.includes('x')) && this.mayBeHex()) return true;
    const { text, ignoreCase } = constraint;
    return slots.dictionary.includes(text, ignoreCase) || slots.texts.includes(text, ignoreCase);
  }

  /** The cheapest test for one slot. */
  forSlot(slot: number): SlotTester {
    const { slots, constraint } = this;
    const base = slots.bases[slot]!;
    const param = slots.params[slot]!;
    switch (slots.kinds[slot]!) {
      case SLOT_KIND.constant:
        return this.dictionaryPasses(param);
      case SLOT_KIND.dictionary:
        return (ordinal) => this.dictionaryPasses(slots.codes[base + ordinal]!);
      case SLOT_KIND.text:
        return (ordinal) => this.textPasses(base + ordinal);
      default:
        return this.forNumbers(slot, base, constraint);
    }
  }

  private forNumbers(slot: number, base: number, constraint: VariableConstraint): SlotTester {
    const { slots } = this;
    const kind = slots.kinds[slot]!;
    const { alphabet, length } = slots.variableClass(slot);
    if (alphabet === 'digits' && !this.isDigits) return false;
    if (alphabet === 'hex-lower' && !this.isHex) return false;
    const isEqual = constraint.kind === 'equal';
    if (length > 0 && (constraint.text.length > length || (isEqual && constraint.text.length !== length))) return false;
    if (isEqual && (kind === SLOT_KIND.uint32 || kind === SLOT_KIND.padded)) {
      const wanted = Number(constraint.text);
      if (kind === SLOT_KIND.uint32 && String(wanted) !== constraint.text) return false;
      const { uint32 } = slots;
      return (ordinal) => uint32[base + ordinal] === wanted;
    }
    if (isEqual && kind === SLOT_KIND.hex) return hexTester(slots.hex, base, packed(constraint.text));
    return (ordinal) => satisfies(slots.text(slot, ordinal), constraint);
  }

  private mayBeHex(): boolean {
    const { slots, constraint } = this;
    if (constraint.kind !== 'equal' || !this.isHex || constraint.text.length % 2 === 1) return true;
    const { hex } = slots;
    return Buffer.from(hex.buffer, hex.byteOffset, hex.length).includes(packed(constraint.text));
  }

  private dictionaryPasses(code: number): boolean {
    const { dictionary } = this.slots;
    this.dictionaryVerdicts ??= new Uint8Array(dictionary.count);
    return passes(this.dictionaryVerdicts, dictionary, code, this.constraint);
  }

  private textPasses(index: number): boolean {
    const { texts } = this.slots;
    this.textVerdicts ??= verdictsBySearch(texts, this.constraint) ?? new Uint8Array(texts.count);
    return passes(this.textVerdicts, texts, index, this.constraint);
  }
}

function passes(verdicts: Uint8Array, values: ByteValues, index: number, constraint: VariableConstraint): boolean {
  if (verdicts[index] === UNKNOWN) verdicts[index] = satisfies(values.text(index), constraint) ? PASSES : FAILS;
  return verdicts[index] === PASSES;
}

function packed(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  packHex(viewOf(Buffer.from(text)), 0, bytes.length * 2, bytes, 0);
  return bytes;
}

function hexTester(hex: Uint8Array, base: number, wanted: Uint8Array): SlotTester {
  const width = wanted.length;
  return (ordinal) => {
    const start = base + ordinal * width;
    for (let i = 0; i < width; i++) if (hex[start + i] !== wanted[i]) return false;
    return true;
  };
}

/** All verdicts at once, found by searching the bytes of all texts for the text of the constraint. */
function verdictsBySearch(values: ByteValues, constraint: VariableConstraint): Uint8Array | null {
  if (constraint.ignoreCase) return null;
  const { bytes, offsets, count } = values;
  const verdicts = new Uint8Array(count).fill(FAILS);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const wanted = Buffer.from(constraint.text);
  let index = 0;
  for (let at = buffer.indexOf(wanted); at >= 0; at = buffer.indexOf(wanted, at + 1)) {
    while (offsets[index + 1]! <= at) index++;
    // A find may run across the border of two texts; what it looks like is then left to the test of the text.
    verdicts[index] = UNKNOWN;
  }
  return verdicts;
}
