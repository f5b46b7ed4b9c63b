import { equalRuns } from '../bytes/equal-runs.ts';
import { viewOf } from './byte-ranges.ts';
import type { VariableList } from './variable-list.ts';

const ZERO = 48;

/**
 * What the values of each slot have in common, gathered while their bytes are at hand. Slots are numbered template by
 * template, in the order in which templates are added. Scratch memory, valid until `begin`.
 */
export class SlotTraits {
  /** `firstSlot[t]` to `firstSlot[t + 1]` are the slots of template `t`. */
  firstSlot: Uint32Array = new Uint32Array(1 << 8);
  /** By slot: a variable of it, the first that came. */
  firstVariable: Int32Array = new Int32Array(1 << 8);
  /** By slot: the classes of bytes.words in its values, ORed. */
  classes: Uint8Array = new Uint8Array(1 << 8);
  shortest: Int32Array = new Int32Array(1 << 8);
  longest: Int32Array = new Int32Array(1 << 8);
  /** By slot: 1 where values differ. */
  varies: Uint8Array = new Uint8Array(1 << 8);
  /** By slot: 1 where a value of several characters begins with the digit 0. */
  leadingZero: Uint8Array = new Uint8Array(1 << 8);
  templateCount = 0;

  begin(): void {
    this.templateCount = 0;
  }

  /** Takes up the variables `[first, end)`, those of one text of a template; a template one above the known ones is new. */
  add(template: number, bytes: Uint8Array, variables: VariableList, first: number, end: number): void {
    if (template === this.templateCount) this.addTemplate(variables, first, end);
    const { classes, shortest, longest, varies, leadingZero, firstVariable } = this;
    let slot = this.firstSlot[template]!;
    for (let variable = first; variable < end; variable++, slot++) {
      const start = variables.starts[variable]!;
      const length = variables.ends[variable]! - start;
      classes[slot]! |= variables.classes[variable]!;
      if (length < shortest[slot]!) shortest[slot] = length;
      else if (length > longest[slot]!) longest[slot] = length;
      if (bytes[start] === ZERO && length > 1) leadingZero[slot] = 1;
      if (varies[slot] === 0 && !isSame(bytes, variables, firstVariable[slot]!, variable)) varies[slot] = 1;
    }
  }

  private addTemplate(variables: VariableList, first: number, end: number): void {
    if (this.templateCount + 2 > this.firstSlot.length)
      this.firstSlot = grown(this.firstSlot, new Uint32Array(this.firstSlot.length * 2));
    const firstSlot = this.firstSlot[this.templateCount]!;
    const endSlot = firstSlot + end - first;
    this.firstSlot[++this.templateCount] = endSlot;
    if (endSlot > this.classes.length) this.growSlots(endSlot);
    for (let slot = firstSlot; slot < endSlot; slot++) {
      const variable = first + slot - firstSlot;
      this.firstVariable[slot] = variable;
      this.classes[slot] = 0;
      this.shortest[slot] = variables.ends[variable]! - variables.starts[variable]!;
      this.longest[slot] = this.shortest[slot]!;
      this.varies[slot] = 0;
      this.leadingZero[slot] = 0;
    }
  }

  private growSlots(needed: number): void {
    const size = Math.max(needed, this.classes.length * 2);
    this.firstVariable = grown(this.firstVariable, new Int32Array(size));
    this.classes = grown(this.classes, new Uint8Array(size));
    this.shortest = grown(this.shortest, new Int32Array(size));
    this.longest = grown(this.longest, new Int32Array(size));
    this.varies = grown(this.varies, new Uint8Array(size));
    this.leadingZero = grown(this.leadingZero, new Uint8Array(size));
  }
}

function isSame(bytes: Uint8Array, variables: VariableList, a: number, b: number): boolean {
  const { starts, ends, numbers } = variables;
  const length = ends[a]! - starts[a]!;
  if (length !== ends[b]! - starts[b]!) return false;
  if (variables.hasNumber(a) && variables.hasNumber(b)) return numbers[a] === numbers[b];
  const view = viewOf(bytes);
  return equalRuns(view, starts[a]!, view, starts[b]!, length);
}

function grown<T extends Int32Array | Uint8Array | Uint32Array>(source: T, target: T): T {
  target.set(source);
  return target;
}
