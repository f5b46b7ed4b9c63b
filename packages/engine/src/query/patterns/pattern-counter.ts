import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Column } from '../../columns/column.ts';
import { TemplateColumn } from '../../columns/template-column.ts';
import type { TemplateSet } from '../../columns/template-set.ts';
import type { Block } from '../../segments/block.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { QueryContext } from '../query-context.ts';
import { templateOfText, VARIABLE } from './template-of-text.ts';

/** A template of messages with what is known of the rows that have it. */
export interface Pattern {
  /** The constant text, with `VARIABLE` for each variable. */
  readonly key: string;
  count: number;
  /** The earliest and the latest row; null while no row has a time. */
  first: SeenRow | null;
  last: SeenRow | null;
  /** A text of the pattern where the earliest row is not in a block. */
  example: string;
}

/** A row and its time, whole milliseconds and nanoseconds within. */
export interface SeenRow {
  readonly ms: number;
  readonly subMs: number;
  /** Where the row is stored; null where it came from another pipe. */
  readonly block: Block | null;
  readonly row: number;
}

/** What a pattern takes beside its text, roughly, in bytes. */
const PATTERN_BYTES = 320;

/** Counts the patterns of one field. Rows without the field have none. */
export class PatternCounter {
  readonly patterns: Map<string, Pattern> = new Map();
  private readonly field: string;
  private readonly context: QueryContext;

  constructor(field: string, context: QueryContext) {
    this.field = field;
    this.context = context;
  }

  /** @param selection Null for all rows. */
  addBlock(block: Block, selection: Bitmap | null): void {
    const column = block.column(this.field);
    if (column === undefined) return;
    if (column instanceof TemplateColumn) this.addTemplates(block, column, selection);
    else this.addTexts(block, column, selection);
  }

  addBatch(batch: ResultBatch): void {
    const times = batch.times();
    batch.texts(this.field).forEach((text, row) => {
      if (text === '') return;
      const pattern = this.pattern(templateOfText(text));
      pattern.count++;
      if (pattern.example === '') pattern.example = text;
      if (times !== null) see(pattern, { ms: times.ms[row]!, subMs: times.subMs?.[row] ?? 0, block: null, row });
    });
  }

  private addTemplates(block: Block, column: TemplateColumn, selection: Bitmap | null): void {
    const seen = new SeenRows(block, column.templates.count);
    const { codes, rows } = column;
    if (selection === null) for (let i = 0; i < codes.length; i++) seen.add(codes[i]!, rows.rowAt(i));
    else {
      for (let i = 0; i < codes.length; i++) if (selection.has(rows.rowAt(i))) seen.add(codes[i]!, rows.rowAt(i));
    }
    const keys = templateKeys(column.templates);
    seen.visitAll((code, rows) => this.addRows(keys[code]!, rows));
  }

  /** Each distinct text is taken apart once. */
  private addTexts(block: Block, column: Column, selection: Bitmap | null): void {
    const dictionary = column.dictionary();
    const keys: string[] = [];
    const codeOf = new Map<string, number>();
    const codeOfText = (text: string): number => {
      const key = templateOfText(text);
      const known = codeOf.get(key);
      if (known !== undefined) return known;
      codeOf.set(key, keys.push(key) - 1);
      return keys.length - 1;
    };
    const patternOf = dictionary?.values.map(codeOfText);
    const seen = new SeenRows(block, 0);
    for (let i = 0; i < column.rows.count; i++) {
      const row = column.rows.rowAt(i);
      if (selection !== null && !selection.has(row)) continue;
      seen.add(patternOf === undefined ? codeOfText(column.valueText(i)) : patternOf[dictionary!.codes[i]!]!, row);
    }
    seen.visitAll((code, rows) => this.addRows(keys[code]!, rows));
  }

  private addRows(key: string, { count, first, last }: CountedRows): void {
    const pattern = this.pattern(key);
    pattern.count += count;
    see(pattern, first);
    see(pattern, last);
  }

  private pattern(key: string): Pattern {
    let pattern = this.patterns.get(key);
    if (pattern === undefined) {
      this.context.reserve(PATTERN_BYTES + key.length * 2);
      pattern = { key, count: 0, first: null, last: null, example: '' };
      this.patterns.set(key, pattern);
    }
    return pattern;
  }
}

interface CountedRows {
  readonly count: number;
  readonly first: SeenRow;
  readonly last: SeenRow;
}

/** The rows of a block by a small number each, as they are seen. */
class SeenRows {
  private readonly block: Block;
  private readonly ms: Float64Array;
  private readonly subMs: Uint32Array | null;
  private readonly counts: number[];
  private readonly first: number[];
  private readonly last: number[];

  constructor(block: Block, codeCount: number) {
    this.block = block;
    const { ms, subMs } = block.timeline();
    this.ms = ms;
    this.subMs = subMs;
    this.counts = new Array<number>(codeCount).fill(0);
    this.first = new Array<number>(codeCount).fill(0);
    this.last = new Array<number>(codeCount).fill(0);
  }

  add(code: number, row: number): void {
    const count = this.counts[code] ?? 0;
    this.counts[code] = count + 1;
    if (count === 0 || this.isBefore(row, this.first[code]!)) this.first[code] = row;
    if (count === 0 || this.isBefore(this.last[code]!, row)) this.last[code] = row;
  }

  visitAll(visit: (code: number, rows: CountedRows) => void): void {
    for (let code = 0; code < this.counts.length; code++) {
      const count = this.counts[code]!;
      if (count > 0) visit(code, { count, first: this.seen(this.first[code]!), last: this.seen(this.last[code]!) });
    }
  }

  private isBefore(a: number, b: number): boolean {
    const msA = this.ms[a]!;
    const msB = this.ms[b]!;
    return msA !== msB ? msA < msB : this.subMs !== null && this.subMs[a]! < this.subMs[b]!;
  }

  private seen(row: number): SeenRow {
    return { ms: this.ms[row]!, subMs: this.subMs?.[row] ?? 0, block: this.block, row };
  }
}

function see(pattern: Pattern, row: SeenRow): void {
  if (pattern.first === null || compareSeen(row, pattern.first) < 0) pattern.first = row;
  if (pattern.last === null || compareSeen(row, pattern.last) > 0) pattern.last = row;
}

function compareSeen(a: SeenRow, b: SeenRow): number {
  return a.ms - b.ms || a.subMs - b.subMs;
}

/** Kept with the templates as long as they are, for they are decoded column data. */
const keysOfTemplates = new WeakMap<TemplateSet, readonly string[]>();

function templateKeys(templates: TemplateSet): readonly string[] {
  let keys = keysOfTemplates.get(templates);
  if (keys === undefined) {
    keys = Array.from({ length: templates.count }, (_, template) => templates.pieces(template).join(VARIABLE));
    keysOfTemplates.set(templates, keys);
  }
  return keys;
}
