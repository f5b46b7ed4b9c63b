import { hasDigit } from '../bytes/words.ts';
import { TEMPLATE_ALL, TEMPLATE_NONE, TEMPLATE_SOME } from '../columns/template-verdicts.ts';
import type { TextPattern } from '../columns/text-pattern.ts';
import { hashDigest } from '../columns/value-digest.ts';
import type { ValuePredicate, VariableClass } from '../columns/value-predicate.ts';
import type { BloomFilter } from '../indexes/bloom-filter.ts';
import { candidatesOf, type IndexPart } from '../indexes/index-part.ts';
import type { SegmentField } from './segment-field.ts';

/** What the segment knows of one field in one block. */
export interface FieldSummary {
  readonly field: SegmentField;
  /** Rows that have a value. */
  readonly present: number;
  /** Values or templates of the block by their number in the segment, with their rows; null where values are not listed. */
  readonly kind: 'values' | 'templates' | 'opaque';
  readonly ids: Uint32Array;
  readonly counts: Uint32Array;
  /** The least and the greatest number, where every value is one. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** The values of an opaque column; of templates, the variables other than numbers. Keys are `hashDigest` of their texts. */
  readonly bloom: BloomFilter | null;
  /** What the indexes of the field stored for the block; none for most fields. */
  readonly indexes: readonly IndexPart[];
}

/** No index of the field stored anything. */
export const NO_PARTS: readonly IndexPart[] = [];

type Counts = { sure: number; unsure: number };

/** Answers for one block what can be told without reading it. */
export class BlockSummary {
  readonly rowCount: number;
  readonly fields: ReadonlyMap<string, FieldSummary>;

  constructor(rowCount: number, fields: ReadonlyMap<string, FieldSummary>) {
    this.rowCount = rowCount;
    this.fields = fields;
  }

  get fieldNames(): readonly string[] {
    return [...this.fields.keys()];
  }

  has(field: string): boolean {
    return this.fields.has(field);
  }

  /** How many rows pass for sure, and how many may. */
  count(field: string, predicate: ValuePredicate): Counts {
    const summary = this.fields.get(field);
    if (summary === undefined) return { sure: predicate.test('') ? this.rowCount : 0, unsure: 0 };
    const counts = countValues(summary, predicate);
    if (summary.indexes.length > 0 && counts.sure === 0 && counts.unsure > 0) {
      const rows = this.candidates(field, predicate);
      if (rows !== undefined) counts.unsure = Math.min(counts.unsure, rows.length);
    }
    if (summary.present < this.rowCount && predicate.test('')) counts.sure += this.rowCount - summary.present;
    return counts;
  }

  /** The rows that indexes of the field name, among which are all that pass; undefined where none can tell. */
  candidates(field: string, predicate: ValuePredicate): Uint32Array | undefined {
    const indexes = this.fields.get(field)?.indexes ?? NO_PARTS;
    // Rows without a value are in no index.
    return indexes.length === 0 || predicate.test('') ? undefined : candidatesOf(indexes, predicate);
  }

  /** As `count` for the rows that pass every predicate; undefined where neither values nor templates are listed. */
  countAll(field: string, predicates: readonly ValuePredicate[]): Counts | undefined {
    const summary = this.fields.get(field);
    if (summary === undefined || summary.kind === 'opaque') return undefined;
    const verdicts = predicates.map((predicate) => verdictsOf(summary, predicate));
    const counts = { sure: 0, unsure: 0 };
    for (let i = 0; i < summary.ids.length; i++) {
      let verdict = TEMPLATE_ALL;
      for (const each of verdicts) {
        if (each[i] === TEMPLATE_NONE) verdict = TEMPLATE_NONE;
        else if (each[i] === TEMPLATE_SOME && verdict === TEMPLATE_ALL) verdict = TEMPLATE_SOME;
      }
      if (verdict === TEMPLATE_ALL) counts.sure += summary.counts[i]!;
      else if (verdict === TEMPLATE_SOME) counts.unsure += summary.counts[i]!;
    }
    const missing = this.rowCount - summary.present;
    if (missing > 0 && predicates.every((predicate) => predicate.test(''))) counts.sure += missing;
    return counts;
  }

  /** What the segment's templates say of a predicate, by template of the block; null where the field has none here. */
  templateVerdicts(field: string, predicate: ValuePredicate): Uint8Array | null {
    const summary = this.fields.get(field);
    if (summary === undefined || summary.kind !== 'templates') return null;
    return verdictsOf(summary, predicate);
  }

  /** The pieces of a template of the block, which all blocks of the segment share; null where the field has no templates here. */
  templatePieces(field: string, template: number): readonly string[] | null {
    const summary = this.fields.get(field);
    if (summary === undefined || summary.kind !== 'templates') return null;
    return summary.field.templates.templates().pieces(summary.ids[template]!);
  }

  /** What a predicate says of a template of the block, which the segment's verdicts leave open, with variables of these classes. */
  refineTemplate(
    field: string,
    predicate: ValuePredicate,
    template: number,
    variables: readonly VariableClass[],
  ): number {
    const summary = this.fields.get(field)!;
    return summary.field.templates.refine(predicate, summary.ids[template]!, variables);
  }

  /**
   * The same where that says it all: each template passes with all rows or with none. Null where some depends on variables that the
   * block may have.
   */
  settledTemplates(field: string, predicate: ValuePredicate): Uint8Array | null {
    const summary = this.fields.get(field);
    const verdicts = this.templateVerdicts(field, predicate);
    if (summary === undefined || verdicts === null || !verdicts.includes(TEMPLATE_SOME)) return verdicts;
    if (!lacksVariable(summary, predicate)) return null;
    return verdicts.map((verdict) => (verdict === TEMPLATE_SOME ? TEMPLATE_NONE : verdict));
  }

  /** The values of a field with their row counts; undefined where they are not listed. */
  valueCounts(field: string): ReadonlyMap<string, number> | undefined {
    const summary = this.fields.get(field);
    if (summary === undefined) return new Map();
    if (summary.kind !== 'values') return undefined;
    const counts = new Map<string, number>();
    const { texts } = summary.field.values;
    for (let i = 0; i < summary.ids.length; i++) counts.set(texts[summary.ids[i]!]!, summary.counts[i]!);
    return counts;
  }
}

function countValues(summary: FieldSummary, predicate: ValuePredicate): Counts {
  if (summary.kind === 'values') return countListed(summary, predicate);
  if (summary.kind === 'templates') return countTemplates(summary, predicate);
  if (summary.range !== null && predicate.range !== undefined) {
    const { min, max } = summary.range;
    const { low, lowInclusive, high, highInclusive } = predicate.range;
    const above = max > low || (lowInclusive && max === low);
    const below = min < high || (highInclusive && min === high);
    if (!above || !below) return { sure: 0, unsure: 0 };
    const allAbove = min > low || (lowInclusive && min === low);
    const allBelow = max < high || (highInclusive && max === high);
    if (allAbove && allBelow) return { sure: summary.present, unsure: 0 };
  }
  if (summary.bloom !== null && predicate.texts !== undefined) {
    const { bloom } = summary;
    const possible = [...predicate.texts].some((text) => text !== '' && bloom.mayHold(hashDigest(text)));
    if (!possible) return { sure: 0, unsure: 0 };
  }
  return { sure: 0, unsure: summary.present };
}

/** By listed value or template of the block. */
function verdictsOf({ kind, field, ids }: FieldSummary, predicate: ValuePredicate): Uint8Array {
  const verdicts = new Uint8Array(ids.length);
  if (kind === 'values') {
    for (let i = 0; i < ids.length; i++) {
      verdicts[i] = field.values.passes(predicate, ids[i]!) ? TEMPLATE_ALL : TEMPLATE_NONE;
    }
    return verdicts;
  }
  const decisions = field.templates.decide(predicate, ids);
  for (let i = 0; i < ids.length; i++) verdicts[i] = decisions[ids[i]!]!;
  return verdicts;
}

function countListed({ field, ids, counts }: FieldSummary, predicate: ValuePredicate): Counts {
  let sure = 0;
  const { values } = field;
  for (let i = 0; i < ids.length; i++) if (values.passes(predicate, ids[i]!)) sure += counts[i]!;
  return { sure, unsure: 0 };
}

function countTemplates(summary: FieldSummary, predicate: ValuePredicate): Counts {
  const { field, ids, counts } = summary;
  const decisions = field.templates.decide(predicate, ids);
  let sure = 0;
  let unsure = 0;
  for (let i = 0; i < ids.length; i++) {
    const decision = decisions[ids[i]!];
    if (decision === TEMPLATE_ALL) sure += counts[i]!;
    else if (decision === TEMPLATE_SOME) unsure += counts[i]!;
  }
  if (unsure > 0 && lacksVariable(summary, predicate)) unsure = 0;
  return { sure, unsure };
}

/** Whether every match is a variable that the block has not. */
function lacksVariable({ bloom }: FieldSummary, { pattern }: ValuePredicate): boolean {
  if (bloom === null || pattern === undefined) return false;
  const word = variableOf(pattern);
  return word !== null && !bloom.mayHold(hashDigest(word));
}

/** The variable that every match of a pattern consists of, where the pattern is one whole word that is no plain number. */
function variableOf(pattern: TextPattern): string | null {
  if (!pattern.wordStart || !pattern.wordEnd || pattern.ignoreCase || !pattern.isOneWord) return null;
  return hasDigit(pattern.text) && !/^[0-9]+$/.test(pattern.text) ? pattern.text : null;
}
