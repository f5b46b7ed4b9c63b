import type { Bitmap } from '../bytes/bitmap.ts';
import type { TemplateColumn } from '../columns/template-column.ts';
import { SLOT_KIND, type TemplateSlots } from '../columns/template-slots.ts';
import type { ByteValues } from '../columns/value-list.ts';
import type { LiteralMatcher } from './literal-matcher.ts';

type Sets = readonly Bitmap[];

/** Called for each literal found in a variable's text; gives the set that the rows with this variable are to be added to, if any. */
export type SetOfFind = (literal: number, text: string) => Bitmap | null;

const NO_SETS: Sets = [];

/** The rows whose variables contain literals: those variables that are kept as texts, one by one or in the dictionary. */
export class VariableRows {
  private readonly column: TemplateColumn;

  constructor(column: TemplateColumn) {
    this.column = column;
  }

  /**
   * Looks for literals in every variable.
   * @param matcher of literals that stand wherever their letters do
   */
  read(matcher: LiteralMatcher, setOf: SetOfFind): void {
    const { slots } = this.column;
    const dictionary = setsOf(slots.dictionary, matcher, setOf);
    const texts = setsOf(slots.texts, matcher, setOf);
    if (dictionary === null && texts === null) return;
    for (let template = 0; template < slots.rowCounts.length; template++) {
      const end = slots.firstSlot[template + 1]!;
      for (let slot = slots.firstSlot[template]!; slot < end; slot++) {
        const setsAt = setsBySlot(slots, slot, dictionary, texts);
        if (setsAt !== null) this.addRows(template, setsAt);
      }
    }
  }

  private addRows(template: number, setsAt: (ordinal: number) => Sets): void {
    const { firstRow, rows } = this.column;
    const first = firstRow[template]!;
    const count = firstRow[template + 1]! - first;
    for (let ordinal = 0; ordinal < count; ordinal++) {
      const sets = setsAt(ordinal);
      if (sets === NO_SETS) continue;
      const row = rows.rowAt(this.column.valueAt(first + ordinal));
      for (const set of sets) set.set(row);
    }
  }
}

/** The sets of each text; null where none has any. */
function setsOf(values: ByteValues, matcher: LiteralMatcher, setOf: SetOfFind): readonly Sets[] | null {
  // One look at all of them together, at a fraction of the price, says most of the time that there is nothing.
  if (!mayContain(values, matcher)) return null;
  let some = false;
  const result = Array.from({ length: values.count }, (_, index): Sets => {
    let sets: Bitmap[] | undefined;
    const text = values.text(index);
    matcher.match(text, (literal) => {
      const set = setOf(literal, text);
      if (set === null) return;
      sets ??= [];
      sets.push(set);
    });
    some ||= sets !== undefined;
    return sets ?? NO_SETS;
  });
  return some ? result : null;
}

function mayContain({ count, bytes }: ByteValues, matcher: LiteralMatcher): boolean {
  if (count === 0) return false;
  let some = false;
  matcher.match(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(), () => {
    some = true;
  });
  return some;
}

/** What gives the sets of a slot's variable by the ordinal of the row; null where there are none. */
function setsBySlot(
  slots: TemplateSlots,
  slot: number,
  dictionary: readonly Sets[] | null,
  texts: readonly Sets[] | null,
): ((ordinal: number) => Sets) | null {
  const base = slots.bases[slot]!;
  switch (slots.kinds[slot]) {
    case SLOT_KIND.constant: {
      const sets = dictionary?.[slots.params[slot]!] ?? NO_SETS;
      return sets === NO_SETS ? null : () => sets;
    }
    case SLOT_KIND.dictionary:
      return dictionary === null ? null : (ordinal) => dictionary[slots.codes[base + ordinal]!]!;
    case SLOT_KIND.text:
      return texts === null ? null : (ordinal) => texts[base + ordinal]!;
    default:
      return null;
  }
}
