import type { TemplateColumn } from './template-column.ts';
import { SLOT_KIND, type TemplateSlots } from './template-slots.ts';
import type { ByteValues } from './value-list.ts';

/** By value: how many bytes of UTF-8 it has. Texts are not made: each template and each of its variables adds its share. */
export function templateByteLengths({ templates, templateRows, slots }: TemplateColumn): Uint32Array {
  const { firstRow, order } = templateRows;
  const lengths = new Uint32Array(firstRow[templates.count]!);
  for (let template = 0; template < templates.count; template++) {
    const first = slots.firstSlot[template]!;
    const end = slots.firstSlot[template + 1]!;
    const rows = lengths.subarray(firstRow[template]!, firstRow[template + 1]!);
    // Each variable stands in the template as a byte.
    rows.fill(templates.offsets[template + 1]! - templates.offsets[template]! - (end - first));
    for (let slot = first; slot < end; slot++) addSlot(slots, slot, rows);
  }
  if (order === null) return lengths;
  const byValue = new Uint32Array(lengths.length);
  for (let i = 0; i < order.length; i++) byValue[order[i]!] = lengths[i]!;
  return byValue;
}

function addSlot(slots: TemplateSlots, slot: number, lengths: Uint32Array): void {
  const base = slots.bases[slot]!;
  const param = slots.params[slot]!;
  switch (slots.kinds[slot]!) {
    case SLOT_KIND.constant:
      addToAll(lengths, lengthOf(slots.dictionary, param));
      break;
    case SLOT_KIND.uint32:
      addDigits(lengths, slots.uint32, base);
      break;
    case SLOT_KIND.uint53:
      addDigits(lengths, slots.uint53, base);
      break;
    case SLOT_KIND.padded:
      addToAll(lengths, param);
      break;
    case SLOT_KIND.hex:
      addToAll(lengths, param * 2);
      break;
    case SLOT_KIND.prefixedHex:
      addToAll(lengths, 2 + param * 2);
      break;
    case SLOT_KIND.dictionary:
      for (let i = 0; i < lengths.length; i++) lengths[i]! += lengthOf(slots.dictionary, slots.codes[base + i]!);
      break;
    default:
      for (let i = 0; i < lengths.length; i++) lengths[i]! += lengthOf(slots.texts, base + i);
  }
}

function addToAll(lengths: Uint32Array, length: number): void {
  for (let i = 0; i < lengths.length; i++) lengths[i]! += length;
}

function addDigits(lengths: Uint32Array, numbers: Uint32Array | Float64Array, base: number): void {
  for (let i = 0; i < lengths.length; i++) {
    const number = numbers[base + i]!;
    let digits = 1;
    for (let power = 10; number >= power; power *= 10) digits++;
    lengths[i]! += digits;
  }
}

function lengthOf({ offsets }: ByteValues, index: number): number {
  return offsets[index + 1]! - offsets[index]!;
}
