import type { Bitmap } from '../bytes/bitmap.ts';
import type { TemplateColumn } from '../columns/template-column.ts';
import { SLOT_KIND, type TemplateSlots } from '../columns/template-slots.ts';
import { TextPattern } from '../columns/text-pattern.ts';
import type { FoundRows } from './found-rows.ts';
import { type Literal, VARIABLE } from './literal.ts';
import { LiteralMatcher } from './literal-matcher.ts';

/**
 * Decides many literals on texts that are stored as templates and variables, without making a text: reads the templates once, and
 * once the dictionary of variables.
 */
export class TemplateLiterals {
  private readonly literals: readonly Literal[];
  private readonly templateMatcher: LiteralMatcher;
  private readonly variableMatcher: LiteralMatcher;
  /** The literal that each pattern of `variableMatcher` comes from. */
  private readonly variableLiterals: readonly number[];

  /**
   * @param matcher of the patterns of the literals, in their order
   * @throws RangeError when the patterns are too long together
   */
  constructor(literals: readonly Literal[], matcher: LiteralMatcher) {
    this.literals = literals;
    this.templateMatcher = matcher;
    const patterns = literals.flatMap((literal, id) => variablePatterns(literal).map((pattern) => ({ pattern, id })));
    this.variableMatcher = new LiteralMatcher(patterns.map(({ pattern }) => pattern));
    this.variableLiterals = patterns.map(({ id }) => id);
  }

  /**
   * Adds to `found` the rows of the literals, by their number.
   * @returns the literals that stay open: more rows than those found may match
   */
  find(column: TemplateColumn, found: FoundRows): ReadonlySet<number> {
    const open = new Set<number>();
    this.literals.forEach(({ reach }, id) => {
      if (reach === 'anywhere') open.add(id);
    });
    const setsOfTemplate = this.readTemplates(column, found);
    const setsOfVariable = this.readVariables(column.slots, found, open);
    if (found.isEmpty) return open;
    addRows(column, setsOfTemplate, setsOfVariable);
    return open;
  }

  private readTemplates({ templates }: TemplateColumn, found: FoundRows): Bitmap[][] {
    return Array.from({ length: templates.count }, (_, template) => {
      const sets: Bitmap[] = [];
      this.templateMatcher.match(templates.pieces(template).join(VARIABLE), (id) => sets.push(found.of(id)));
      return sets;
    });
  }

  private readVariables(slots: TemplateSlots, found: FoundRows, open: Set<number>): VariableSets {
    const setsOf = (text: string): readonly Bitmap[] => {
      let sets: Bitmap[] | undefined;
      this.variableMatcher.match(text, (pattern) => {
        const id = this.variableLiterals[pattern]!;
        if (this.literals[id]!.reach === 'edges') open.add(id);
        else {
          sets ??= [];
          sets.push(found.of(id));
        }
      });
      return sets ?? NO_SETS;
    };
    const { dictionary, texts } = slots;
    if (this.variableLiterals.length === 0) return NO_VARIABLES;
    const sets = {
      dictionary: Array.from({ length: dictionary.count }, (_, code) => setsOf(dictionary.text(code))),
      texts: Array.from({ length: texts.count }, (_, index) => setsOf(texts.text(index))),
    };
    return { ...sets, some: hasSets(sets.dictionary) || hasSets(sets.texts) };
  }
}

interface VariableSets {
  /** Whether any of the others holds a set. */
  readonly some: boolean;
  /** By code of the dictionary of variables. */
  readonly dictionary: readonly (readonly Bitmap[])[];
  /** By place among the variables that are in no dictionary. */
  readonly texts: readonly (readonly Bitmap[])[];
}

const NO_SETS: readonly Bitmap[] = [];
const NO_VARIABLES: VariableSets = { some: false, dictionary: [], texts: [] };

function hasSets(list: readonly (readonly Bitmap[])[]): boolean {
  return list.some((sets) => sets !== NO_SETS);
}

/** What a variable must contain to matter: a word itself, or a word at an end of the pattern. */
function variablePatterns({ pattern, reach, edges }: Literal): TextPattern[] {
  if (reach === 'word') return [pattern];
  if (reach !== 'edges') return [];
  return edges.map((edge) => new TextPattern(edge, { ignoreCase: pattern.ignoreCase }));
}

/** Adds each row to the sets of its template and of its variables. */
function addRows(column: TemplateColumn, setsOfTemplate: Bitmap[][], variables: VariableSets): void {
  const { codes, slots, rows } = column;
  if (variables.some) addConstants(slots, setsOfTemplate, variables);
  const ordinals = new Uint32Array(setsOfTemplate.length);
  for (let index = 0; index < codes.length; index++) {
    const template = codes[index]!;
    const ordinal = ordinals[template]!++;
    const sets = setsOfTemplate[template]!;
    if (sets.length === 0 && !variables.some) continue;
    const row = rows.rowAt(index);
    for (const set of sets) set.set(row);
    if (variables.some) addByVariables(slots, template, ordinal, row, variables);
  }
}

/** A variable with the same value in all rows of a template is as good as a part of the template. */
function addConstants(slots: TemplateSlots, setsOfTemplate: Bitmap[][], variables: VariableSets): void {
  for (let template = 0; template < setsOfTemplate.length; template++) {
    for (let slot = slots.firstSlot[template]!; slot < slots.firstSlot[template + 1]!; slot++) {
      if (slots.kinds[slot] !== SLOT_KIND.constant) continue;
      const sets = variables.dictionary[slots.params[slot]!]!;
      if (sets !== NO_SETS) setsOfTemplate[template]!.push(...sets);
    }
  }
}

/** @param ordinal the place of the row among those of its template */
function addByVariables(
  slots: TemplateSlots,
  template: number,
  ordinal: number,
  row: number,
  variables: VariableSets,
): void {
  const end = slots.firstSlot[template + 1]!;
  for (let slot = slots.firstSlot[template]!; slot < end; slot++) {
    const kind = slots.kinds[slot];
    let sets: readonly Bitmap[] = NO_SETS;
    if (kind === SLOT_KIND.dictionary) sets = variables.dictionary[slots.codes[slots.bases[slot]! + ordinal]!]!;
    else if (kind === SLOT_KIND.text) sets = variables.texts[slots.bases[slot]! + ordinal]!;
    for (const set of sets) set.set(row);
  }
}
