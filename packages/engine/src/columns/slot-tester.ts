import { packHex } from './hex-digits.ts';
import { satisfies, type VariableConstraint } from './pattern-forms.ts';
import { SLOT_KIND, type TemplateSlots } from './template-slots.ts';

/** Tests the rows of a slot by ordinal, or says the same of all of them. */
export type SlotTester = boolean | ((ordinal: number) => boolean);

/** The cheapest test of a constraint on a slot: on numbers, packed bytes and codes where the slot's kind allows it. */
export function slotTester(slots: TemplateSlots, slot: number, constraint: VariableConstraint): SlotTester {
  const kind = slots.kinds[slot]!;
  const base = slots.bases[slot]!;
  const param = slots.params[slot]!;
  if (kind === SLOT_KIND.constant) return satisfies(slots.dictionary.text(param), constraint);
  if (kind === SLOT_KIND.dictionary) return dictionaryTester(slots, base, constraint);
  if (kind === SLOT_KIND.text) return (ordinal) => satisfies(slots.texts.text(base + ordinal), constraint);
  const { alphabet, length } = slots.variableClass(slot);
  if (alphabet === 'digits' && !/^[0-9]+$/.test(constraint.text)) return false;
  if (alphabet === 'hex-lower' && !/^[0-9a-f]+$/.test(constraint.text)) return false;
  if (
    length > 0 &&
    (constraint.text.length > length || (constraint.kind === 'equal' && constraint.text.length !== length))
  )
    return false;
  if (constraint.kind === 'equal') {
    if (kind === SLOT_KIND.uint32 || kind === SLOT_KIND.padded) {
      const wanted = Number(constraint.text);
      if (kind === SLOT_KIND.uint32 && String(wanted) !== constraint.text) return false;
      const { uint32 } = slots;
      return (ordinal) => uint32[base + ordinal] === wanted;
    }
    if (kind === SLOT_KIND.hex) return hexTester(slots, base, param, constraint.text);
  }
  return (ordinal) => satisfies(slots.text(slot, ordinal), constraint);
}

function hexTester(slots: TemplateSlots, base: number, width: number, text: string): SlotTester {
  const wanted = new Uint8Array(width);
  if (!packHex(Buffer.from(text), 0, text.length, wanted, 0)) return false;
  const { hex } = slots;
  return (ordinal) => {
    const start = base + ordinal * width;
    for (let i = 0; i < width; i++) if (hex[start + i] !== wanted[i]) return false;
    return true;
  };
}

function dictionaryTester(slots: TemplateSlots, base: number, constraint: VariableConstraint): SlotTester {
  const { codes, dictionary } = slots;
  // 0 unknown, 1 fails, 2 passes: a dictionary is shared by all slots, most of which this query never looks at.
  const verdicts = new Uint8Array(dictionary.count);
  return (ordinal) => {
    const code = codes[base + ordinal]!;
    if (verdicts[code] === 0) verdicts[code] = satisfies(dictionary.text(code), constraint) ? 2 : 1;
    return verdicts[code] === 2;
  };
}
