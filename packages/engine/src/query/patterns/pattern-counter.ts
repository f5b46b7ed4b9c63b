import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Column } from '../../columns/column.ts';
import { TemplateColumn } from '../../columns/template-column.ts';
import type { TemplateSet } from '../../columns/template-set.ts';
import type { Block } from '../../segments/block.ts';
import type { FieldSummary } from '../../segments/block-summary.ts';
import { StoredBlock } from '../../segments/stored-block.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { QueryContext } from '../query-context.ts';
import { storedField } from '../stored-field.ts';
import { storedBlock } from '../stream-block.ts';
import { columnOf } from '../time-column.ts';
import { patternOfTemplate, patternOfText, patternsOfTemplates } from './pattern-texts.ts';
import { RowTally } from './row-tally.ts';
import { joinSeen, type SeenRows } from './seen-row.ts';
import { TemplatePlaces } from './template-places.ts';

/** A template of messages with what is known of the rows that have it. */
export interface Pattern {
  readonly text: string;
  count: number;
  /** Rows that were looked at; those of whole templates are at `places`. */
  seen: SeenRows | null;
  places: number;
  /** The text of a row that is in no block. */
  example: string;
}

/** What a pattern, and its being in a block, takes beside its text, roughly, in bytes. */
const PATTERN_BYTES = 192;
const PLACE_BYTES = 8;

/** Counts the patterns of one field. Rows without the field have none. */
export class PatternCounter {
  private readonly field: string;
  private readonly context: QueryContext;
  private readonly patterns = new Map<string, Pattern>();
  private readonly places: TemplatePlaces;
  /** By template of a segment, which knows them for all its blocks. */
  private readonly ofTemplates = new Map<TemplateSet, Pattern[]>();

  constructor(field: string, context: QueryContext) {
    this.field = field;
    this.context = context;
    this.places = new TemplatePlaces(field);
  }

  /** The patterns that some row has. */
  get found(): Pattern[] {
    return [...this.patterns.values()].filter(({ count }) => count > 0);
  }

  /** The earliest and the latest row of a pattern; null when no row has a time. */
  seenRowsOf({ seen, places }: Pattern): SeenRows | null {
    const placed = places < 0 ? null : this.places.seen(places);
    return placed === null ? seen : joinSeen(seen, placed);
  }

  /** @param selection Null for all rows. */
  addBlock(block: Block, selection: Bitmap | null): void {
    const field = storedField(block, this.field);
    const listed = selection === null ? listedTemplates(block, field) : undefined;
    if (listed !== undefined) {
      this.addListed(block, listed);
      return;
    }
    const column = columnOf(block, field);
    if (column === undefined) return;
    if (column instanceof TemplateColumn) this.addTemplates(block, column, selection);
    else this.addTexts(block, column, selection);
  }

  addBatch(batch: ResultBatch): void {
    const times = batch.times();
    for (const [row, text] of batch.texts(this.field).entries()) {
      if (text === '') continue;
      const pattern = this.pattern(patternOfText(text));
      pattern.count++;
      if (pattern.example === '') pattern.example = text;
      if (times === null) continue;
      const seen = { ms: times.ms[row]!, subMs: times.subMs?.[row] ?? 0, block: null, row };
      join(pattern, { first: seen, last: seen }, text);
    }
  }

  /** Adds rows of a pattern that were counted elsewhere. @param example The text of the earliest. */
  addCounted(text: string, count: number, seen: SeenRows | null, example: string): void {
    const pattern = this.pattern(text);
    pattern.count += count;
    if (pattern.example === '') pattern.example = example;
    if (seen !== null) join(pattern, seen, example);
  }

  /** What the directory of a block lists is counted without reading the block. */
  private addListed(block: Block, { field, ids, counts }: FieldSummary): void {
    const patterns = this.patternsOf(field.templates.templates());
    const { base, next } = this.places.addBlock(block, ids.length);
    this.context.reserve(ids.length * PLACE_BYTES);
    for (let template = 0; template < ids.length; template++) {
      const pattern = patterns[ids[template]!]!;
      pattern.count += counts[template]!;
      next[template] = pattern.places;
      pattern.places = base + template;
    }
  }

  private addTemplates(block: Block, column: TemplateColumn, selection: Bitmap | null): void {
    const tally = new RowTally(block);
    const { codes, rows, templates } = column;
    for (let index = 0; index < codes.length; index++) {
      const row = rows.rowAt(index);
      if (selection === null || selection.has(row)) tally.add(codes[index]!, row);
    }
    tally.visit((code, count, seen) => addRows(this.pattern(patternOfTemplate(templates, code)), count, seen));
  }

  /** Each distinct text is taken apart once where the column knows them. */
  private addTexts(block: Block, column: Column, selection: Bitmap | null): void {
    const dictionary = column.dictionary();
    const patterns: Pattern[] = [];
    const codes = new Map<Pattern, number>();
    const codeOf = (text: string): number => {
      const pattern = this.pattern(patternOfText(text));
      const code = codes.get(pattern) ?? patterns.push(pattern) - 1;
      codes.set(pattern, code);
      return code;
    };
    const codeOfValue: (number | undefined)[] = [];
    const tally = new RowTally(block);
    for (let index = 0; index < column.rows.count; index++) {
      const row = column.rows.rowAt(index);
      if (selection !== null && !selection.has(row)) continue;
      const value = dictionary === null ? index : dictionary.codes[index]!;
      codeOfValue[value] ??= codeOf(column.valueText(index));
      tally.add(codeOfValue[value], row);
    }
    tally.visit((code, count, seen) => addRows(patterns[code]!, count, seen));
  }

  private patternsOf(templates: TemplateSet): Pattern[] {
    let patterns = this.ofTemplates.get(templates);
    if (patterns === undefined) {
      patterns = patternsOfTemplates(templates).map((text) => this.pattern(text));
      this.ofTemplates.set(templates, patterns);
    }
    return patterns;
  }

  private pattern(text: string): Pattern {
    let pattern = this.patterns.get(text);
    if (pattern === undefined) {
      this.context.reserve(PATTERN_BYTES + text.length * 2);
      pattern = { text, count: 0, seen: null, places: -1, example: '' };
      this.patterns.set(text, pattern);
    }
    return pattern;
  }
}

/** Rows that are in no block: the example is the text of the earliest. */
function join(pattern: Pattern, seen: SeenRows, example: string): void {
  pattern.seen = joinSeen(pattern.seen, seen);
  if (pattern.seen.first === seen.first) pattern.example = example;
}

function addRows(pattern: Pattern, count: number, seen: SeenRows): void {
  pattern.count += count;
  pattern.seen = joinSeen(pattern.seen, seen);
}

/** The templates of a field in a block as its segment knows them; undefined where it does not. */
function listedTemplates(block: Block, field: string): FieldSummary | undefined {
  const stored = storedBlock(block);
  const summary = stored instanceof StoredBlock ? stored.knownSummary?.fields.get(field) : undefined;
  return summary?.kind === 'templates' ? summary : undefined;
}
