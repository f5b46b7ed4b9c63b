import { ConstraintTester, type SlotTester } from '../columns/constraint-tester.ts';
import type { VariableConstraint } from '../columns/pattern-forms.ts';
import type { TemplateColumn } from '../columns/template-column.ts';
import type { TemplateSlots } from '../columns/template-slots.ts';
import { TextPattern } from '../columns/text-pattern.ts';
import type { FoundRows } from './found-rows.ts';
import { isBare, type Literal } from './literal.ts';
import { LiteralMatcher } from './literal-matcher.ts';
import { LiteralScanner } from './literal-scanner.ts';
import { type ShapePlace, type TemplateFind, TemplateFinds } from './template-finds.ts';
import { VariableRows } from './variable-rows.ts';

/**
 * Decides many literals on texts that are stored as templates and variables, without making a text: looks the templates up in what
 * was found in them before, and reads the dictionary of variables once for each block.
 */
export class TemplateLiterals {
  private readonly literals: readonly Literal[];
  private readonly templates: TemplateFinds;
  private readonly variables: readonly VariablePattern[];
  /** Of the letters of `variables`. */
  private readonly variableMatcher: LiteralMatcher;
  private readonly variableScanner: LiteralScanner | null;
  /** The literals that no look at templates and dictionaries decides. */
  private readonly undecidable: ReadonlySet<number>;

  /** @throws RangeError when the patterns are too long together */
  constructor(literals: readonly Literal[]) {
    this.literals = literals;
    this.templates = new TemplateFinds(literals);
    this.variables = literals.flatMap((literal, id) => variablePatterns(literal).map((pattern) => ({ pattern, id })));
    this.variableMatcher = new LiteralMatcher(
      this.variables.map(({ pattern: { text, ignoreCase } }) => new TextPattern(text, { ignoreCase })),
    );
    this.variableScanner = LiteralScanner.of(this.variables.map(({ pattern }) => pattern.text));
    this.undecidable = new Set([...literals.keys()].filter((id) => literals[id]!.reach === 'anywhere'));
  }

  /**
   * Adds to `found` the rows of the literals, by their number.
   * @returns the literals that stay open: more rows than those found may match
   */
  find(column: TemplateColumn, found: FoundRows): ReadonlySet<number> {
    const open = new Set(this.undecidable);
    const finds = this.templates.of(column.templates);
    this.readVariables(column, found, open);
    this.openShapes(column.slots, finds, open);
    const testers = new Map<VariableConstraint, ConstraintTester>();
    for (const [template, { sure, shapes }] of finds) {
      for (const id of sure) addRows(column, template, found, id);
      for (const place of shapes) {
        if (!open.has(place.literal)) this.addFitting(column, template, place, testers, found);
      }
    }
    return open;
  }

  private readVariables(column: TemplateColumn, found: FoundRows, open: Set<number>): void {
    if (this.variables.length === 0) return;
    const rows = new VariableRows(column);
    rows.read(this.variableScanner, this.variableMatcher, (index, text) => {
      const { pattern, id } = this.variables[index]!;
      // Next to a variable stands no word character, so a word that ends with it ends.
      if (this.literals[id]!.reach === 'word') return isBare(pattern) || pattern.test(text) ? found.of(id) : null;
      open.add(id);
      return null;
    });
  }

  /** Shapes are not told of odd templates, nor are they sure where the lower case of a variable is several words. */
  private openShapes(slots: TemplateSlots, finds: ReadonlyMap<number, TemplateFind>, open: Set<number>): void {
    const isOdd = finds.values().some((find) => find.isOdd);
    this.literals.forEach(({ shape }, id) => {
      if (shape !== null && (isOdd || (shape.pattern.ignoreCase && slots.lowerCaseSplitsWords()))) open.add(id);
    });
  }

  /** Adds the rows of a template whose variables are what the shape needs. */
  private addFitting(
    column: TemplateColumn,
    template: number,
    { literal, firstSlot }: ShapePlace,
    testers: Map<VariableConstraint, ConstraintTester>,
    found: FoundRows,
  ): void {
    const { slots } = column;
    const tests: ((ordinal: number) => boolean)[] = [];
    for (const [index, constraint] of this.literals[literal]!.shape!.variables.entries()) {
      let tester = testers.get(constraint);
      if (tester === undefined) {
        tester = new ConstraintTester(slots, constraint);
        testers.set(constraint, tester);
      }
      const test: SlotTester = tester.forSlot(slots.firstSlot[template]! + firstSlot + index);
      if (test === false) return;
      if (test !== true) tests.push(test);
    }
    const first = column.firstRow[template]!;
    const count = column.firstRow[template + 1]! - first;
    for (let ordinal = 0; ordinal < count; ordinal++) {
      if (tests.every((test) => test(ordinal)))
        found.of(literal).set(column.rows.rowAt(column.valueAt(first + ordinal)));
    }
  }
}

interface VariablePattern {
  readonly pattern: TextPattern;
  /** The number of the literal that it comes from. */
  readonly id: number;
}

/** What a variable must contain to matter: a word itself, or a word at an end of the pattern. */
function variablePatterns({ pattern, reach, edges }: Literal): TextPattern[] {
  if (reach === 'word') return [pattern];
  if (reach !== 'edges' && reach !== 'shape') return [];
  return edges.map((edge) => new TextPattern(edge, { ignoreCase: pattern.ignoreCase }));
}

/** Adds all rows of a template. */
function addRows(column: TemplateColumn, template: number, found: FoundRows, id: number): void {
  const { rows, firstRow } = column;
  const start = firstRow[template]!;
  const end = firstRow[template + 1]!;
  if (start === end) return;
  const set = found.of(id);
  // The values of a template ascend: where the ends are as far apart as there are values, nothing stands between them.
  const first = rows.rowAt(column.valueAt(start));
  const last = rows.rowAt(column.valueAt(end - 1));
  if (last - first === end - 1 - start) set.setRange(first, last + 1);
  else for (let position = start; position < end; position++) set.set(rows.rowAt(column.valueAt(position)));
}
