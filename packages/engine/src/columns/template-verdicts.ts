import { ConstraintTester, type SlotTester } from './constraint-tester.ts';
import { PatternSearch, type Placement, type VariableConstraint } from './pattern-forms.ts';
import type { TemplateSet } from './template-set.ts';
import type { TemplateSlots } from './template-slots.ts';
import { TextPattern } from './text-pattern.ts';
import type { Decision, ValuePredicate, VariableClass } from './value-predicate.ts';

/** What a predicate says of the rows of a template. */
export const TEMPLATE_NONE = 0;
export const TEMPLATE_ALL = 1;
export const TEMPLATE_SOME = 2;

/** What someone above knows of the templates of a block: a segment decides each of its templates once for all blocks. */
export interface KnownTemplates {
  /** By template; null where nothing is known. */
  verdicts(predicate: ValuePredicate): Uint8Array | null;
  /** What `predicate.template` says of a template of which the verdicts say `TEMPLATE_SOME`, with these variables. */
  refine(predicate: ValuePredicate, template: number, variables: readonly VariableClass[]): number;
}

/** What a predicate says of each template of a block, and how to test rows where it depends on variables. */
export interface TemplateVerdicts {
  readonly verdicts: Uint8Array;
  /** For a template with the verdict `TEMPLATE_SOME`; undefined where only the whole text can tell. */
  rowTester(template: number): SlotTester | undefined;
}

/** Decides a predicate on the templates of a block. */
export function judgeTemplates(
  templates: TemplateSet,
  slots: TemplateSlots,
  predicate: ValuePredicate,
  known: KnownTemplates | null,
): TemplateVerdicts {
  const { pattern, texts } = predicate;
  if (pattern !== undefined) return judgePatterns(templates, slots, [pattern], known?.verdicts(predicate) ?? null);
  if (texts !== undefined) {
    const patterns = [...texts]
      .filter((text) => text !== '' && text.isWellFormed())
      .map((text) => new TextPattern(text, { anchorStart: true, anchorEnd: true }));
    return judgePatterns(templates, slots, patterns, null);
  }
  return judgeByPieces(templates, slots, predicate, known);
}

function judgePatterns(
  templates: TemplateSet,
  slots: TemplateSlots,
  patterns: readonly TextPattern[],
  known: Uint8Array | null,
): TemplateVerdicts {
  const testers = new Map<VariableConstraint, ConstraintTester>();
  const testerOf = (constraint: VariableConstraint): ConstraintTester => {
    let tester = testers.get(constraint);
    if (tester === undefined) {
      tester = new ConstraintTester(slots, constraint);
      testers.set(constraint, tester);
    }
    return tester;
  };
  const verdicts = new Uint8Array(templates.count);
  const found: ReadonlyMap<number, readonly Placement[]>[] = [];
  for (const pattern of patterns) {
    if (!pattern.text.isWellFormed() || (pattern.ignoreCase && slots.lowerCaseSplitsWords()))
      return { verdicts: verdicts.fill(TEMPLATE_SOME), rowTester: () => undefined };
    const search = new PatternSearch(pattern);
    const open = search.forms.filter(
      ({ variables }) => variables.length > 0 && variables.every((constraint) => testerOf(constraint).mayPass()),
    );
    if (open.length === 0 && known !== null) {
      // No variable of this block can take part: what depends on them elsewhere fails here.
      for (let t = 0; t < verdicts.length; t++) if (known[t] === TEMPLATE_ALL) verdicts[t] = TEMPLATE_ALL;
      continue;
    }
    const constant = search.forms.filter(({ variables }) => variables.length === 0);
    found.push(search.run(templates, [...constant, ...open], verdicts));
  }
  return {
    verdicts,
    rowTester: (template) => {
      const placements = found.flatMap((map) => map.get(template) ?? []);
      return placementTester(slots, template, placements, testerOf);
    },
  };
}

function placementTester(
  slots: TemplateSlots,
  template: number,
  placements: readonly Placement[],
  testerOf: (constraint: VariableConstraint) => ConstraintTester,
): SlotTester {
  const alternatives: ((ordinal: number) => boolean)[][] = [];
  const firstSlot = slots.firstSlot[template]!;
  for (const placement of placements.flatMap((placement) =>
    spread(placement, slots.firstSlot[template + 1]! - firstSlot),
  )) {
    const tests = placement.variables.map((constraint, i) =>
      testerOf(constraint).forSlot(firstSlot + placement.firstSlot + i),
    );
    if (tests.includes(false)) continue;
    const open = tests.filter((test) => typeof test === 'function');
    if (open.length === 0) return true;
    alternatives.push(open);
  }
  if (alternatives.length === 0) return false;
  const [only] = alternatives;
  if (alternatives.length === 1 && only!.length === 1) return only![0]!;
  return (ordinal) => alternatives.some((tests) => tests.every((test) => test(ordinal)));
}

function spread(placement: Placement, slotCount: number): Placement[] {
  if (placement.firstSlot >= 0) return [placement];
  return Array.from({ length: slotCount }, (_, firstSlot) => ({ firstSlot, variables: placement.variables }));
}

const VERDICTS: Record<Decision, number> = { none: TEMPLATE_NONE, all: TEMPLATE_ALL, some: TEMPLATE_SOME };

function judgeByPieces(
  templates: TemplateSet,
  slots: TemplateSlots,
  predicate: ValuePredicate,
  known: KnownTemplates | null,
): TemplateVerdicts {
  const verdicts = known?.verdicts(predicate)?.slice() ?? null;
  if (known === null || verdicts === null) {
    const judged = Uint8Array.from({ length: templates.count }, (_, t) => judgePieces(templates, slots, predicate, t));
    return { verdicts: judged, rowTester: () => undefined };
  }
  if (predicate.template !== undefined) {
    for (let t = 0; t < verdicts.length; t++) {
      if (verdicts[t] === TEMPLATE_SOME) verdicts[t] = known.refine(predicate, t, classesOf(slots, t));
    }
  }
  return { verdicts, rowTester: () => undefined };
}

function judgePieces(templates: TemplateSet, slots: TemplateSlots, predicate: ValuePredicate, t: number): number {
  return decideByPieces(templates.pieces(t), predicate, () => classesOf(slots, t));
}

function classesOf(slots: TemplateSlots, template: number): VariableClass[] {
  const classes: VariableClass[] = [];
  const end = slots.firstSlot[template + 1]!;
  for (let slot = slots.firstSlot[template]!; slot < end; slot++) classes.push(slots.variableClass(slot));
  return classes;
}

/** The verdict of a predicate without a pattern on a template, from its pieces and what its variables are. */
export function decideByPieces(
  pieces: readonly string[],
  predicate: ValuePredicate,
  variables: () => readonly VariableClass[],
): number {
  if (pieces.length === 1) return predicate.test(pieces[0]!) ? TEMPLATE_ALL : TEMPLATE_NONE;
  if (predicate.template === undefined) return TEMPLATE_SOME;
  return VERDICTS[predicate.template.decide(pieces, variables())];
}
