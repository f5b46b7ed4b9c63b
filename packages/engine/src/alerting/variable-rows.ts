import type { Bitmap } from '../bytes/bitmap.ts';
import type { TemplateColumn } from '../columns/template-column.ts';
import { SLOT_KIND } from '../columns/template-slots.ts';
import type { ByteValues } from '../columns/value-list.ts';
import type { LiteralMatcher } from './literal-matcher.ts';
import type { LiteralScanner } from './literal-scanner.ts';

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
   * @param scanner of the same literals as the matcher; null where every variable is to be looked at
   * @param matcher of literals that stand wherever their letters do
   */
  read(scanner: LiteralScanner | null, matcher: LiteralMatcher, setOf: SetOfFind): void {
    const { slots } = this.column;
    const dictionary = setsOf(slots.dictionary, scanner, matcher, setOf);
    const texts = setsOf(slots.texts, scanner, matcher, setOf);
    if (dictionary === null && texts === null) return;
    for (let template = 0; template < slots.rowCounts.length; template++) {
      const end = slots.firstSlot[template + 1]!;
      for (let slot = slots.firstSlot[template]!; slot < end; slot++) {
        const base = slots.bases[slot]!;
        const kind = slots.kinds[slot];
        if (kind === SLOT_KIND.text && texts !== null) this.addRows(template, texts, null, base);
        else if (dictionary === null) continue;
        else if (kind === SLOT_KIND.dictionary) this.addRows(template, dictionary, slots.codes, base);
        else if (kind === SLOT_KIND.constant)
          this.addTemplate(template, dictionary.sets[slots.params[slot]!] ?? NO_SETS);
      }
    }
  }

  /** Adds the rows of a slot's template to the sets of their variables: of `codes` from `base` on, or of the texts from there on. */
  private addRows(template: number, { has, sets }: FoundTexts, codes: Uint32Array | null, base: number): void {
    const first = this.column.firstRow[template]!;
    const count = this.column.firstRow[template + 1]! - first;
    for (let ordinal = 0; ordinal < count; ordinal++) {
      const index = codes === null ? base + ordinal : codes[base + ordinal]!;
      if (has[index] === 0) continue;
      const row = this.rowOf(first + ordinal);
      for (const set of sets[index]!) set.set(row);
    }
  }

  private addTemplate(template: number, sets: Sets): void {
    if (sets === NO_SETS) return;
    const end = this.column.firstRow[template + 1]!;
    for (let position = this.column.firstRow[template]!; position < end; position++) {
      for (const set of sets) set.set(this.rowOf(position));
    }
  }

  private rowOf(position: number): number {
    return this.column.rows.rowAt(this.column.valueAt(position));
  }
}

/** What was found in a list of texts, by their place in it. */
interface FoundTexts {
  /** Not 0 where there are sets. */
  readonly has: Uint8Array;
  readonly sets: readonly Sets[];
}

/** Null where no text has any sets. */
function setsOf(
  values: ByteValues,
  scanner: LiteralScanner | null,
  matcher: LiteralMatcher,
  setOf: SetOfFind,
): FoundTexts | null {
  const { bytes, offsets, count } = values;
  const has = new Uint8Array(count);
  const sets: Bitmap[][] = [];
  for (const index of scanner?.candidates(bytes, offsets) ?? Array(count).keys()) {
    const own: Bitmap[] = [];
    const text = values.text(index);
    matcher.match(text, (literal) => {
      const set = setOf(literal, text);
      if (set !== null) own.push(set);
    });
    if (own.length === 0) continue;
    has[index] = 1;
    sets[index] = own;
  }
  return sets.length > 0 ? { has, sets } : null;
}
