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
import { SeenPatterns } from './seen-patterns.ts';
import { joinSeen, type SeenRows } from './seen-row.ts';
import { NO_PLACE, TemplatePlaces } from './template-places.ts';
import { TemplateTally } from './template-tally.ts';

/** A template of messages with what is known of the rows that have it. */
export interface Pattern {
  readonly text: string;
  count: number;
  /** Rows that were looked at; those of whole templates are at a chain of `TemplatePlaces`. */
  seen: SeenRows | null;
  chain: number;
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
  /** By the templates of a segment, which knows them for all its blocks. */
  private readonly tallies = new Map<TemplateSet, TemplateTally>();

  constructor(field: string, context: QueryContext) {
    this.field = field;
    this.context = context;
    this.places = new TemplatePlaces(field);
  }

  /** The patterns that some row has, ascending by UTF-16 code unit. Asked for once, when all rows were added. */
  found(): Pattern[] {
    const tallies = [...this.tallies.values()];
    this.tallies.clear();
    if (tallies.length === 1 && this.patterns.size === 0) return patternsOf(tallies[0]!);
    for (const tally of tallies) for (const pattern of patternsOf(tally)) this.merge(pattern);
    // What comes from a segment is sorted: such runs are merged in few steps.
    return [...this.patterns.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
  }

  /** When patterns of `found` were seen. */
  seen(patterns: readonly Pattern[]): SeenPatterns {
    const seenPatterns = new SeenPatterns(patterns.length);
    patterns.forEach(({ seen, chain }, at) => {
      if (seen !== null) seenPatterns.noteRows(at, seen);
      if (chain >= 0) this.places.noteSeen(chain, seenPatterns, at);
    });
    return seenPatterns;
  }

  /** @param selection Null for all rows. */
  addBlock(block: Block, selection: Bitmap | null): void {
    const field = storedField(block, this.field);
    const listed = selection === null ? listedTemplates(block, field) : undefined;
    if (listed !== undefined) {
      this.context.reserve(listed.ids.length * PLACE_BYTES);
      this.tallyOf(listed).addBlock(block, listed);
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

  /** What the directory of a block lists is counted without reading the block. */
  private tallyOf({ field }: FieldSummary): TemplateTally {
    const templates = field.templates.templates();
    let tally = this.tallies.get(templates);
    if (tally === undefined) {
      const patterns = patternsOfTemplates(templates);
      this.context.reserve(PATTERN_BYTES * patterns.texts.length + patterns.textLength * 2);
      tally = new TemplateTally(patterns, this.places);
      this.tallies.set(templates, tally);
    }
    return tally;
  }

  private merge(pattern: TalliedPattern): void {
    const known = this.patterns.get(pattern.text);
    if (known === undefined) {
      this.patterns.set(pattern.text, pattern);
      return;
    }
    known.count += pattern.count;
    if (known.chain >= 0) this.places.join(pattern.lastPlace, known.chain);
    known.chain = pattern.chain;
  }

  private pattern(text: string): Pattern {
    let pattern = this.patterns.get(text);
    if (pattern === undefined) {
      this.context.reserve(PATTERN_BYTES + text.length * 2);
      pattern = { text, count: 0, seen: null, chain: NO_PLACE, example: '' };
      this.patterns.set(text, pattern);
    }
    return pattern;
  }
}

/** A pattern of one segment. */
interface TalliedPattern extends Pattern {
  readonly lastPlace: number;
}

function patternsOf({ patterns, counts, chains, lastPlaces }: TemplateTally): TalliedPattern[] {
  const found: TalliedPattern[] = [];
  patterns.texts.forEach((text, i) => {
    const count = counts[i]!;
    if (count > 0) found.push({ text, count, seen: null, chain: chains[i]!, example: '', lastPlace: lastPlaces[i]! });
  });
  return found;
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
