import { Bitmap } from '../bytes/bitmap.ts';
import type { Column, DictionaryView, EncodingName } from '../columns/column.ts';
import { RowIndex } from '../columns/row-index.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import type { Block, JsonType, Timeline } from '../segments/block.ts';
import type { BlockSource } from './block-source.ts';

/** A row as tests write it. Fields hold JSON values; `_msg`, `level`, `source` and `tags` are fields like any other. */
export interface TestRow {
  readonly ms: number;
  readonly subMs?: number;
  readonly sequence: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly deleted?: boolean;
}

/** How much a block of the double can tell without its rows; what it tells is always true. */
export interface BlockPowers {
  /** `countByDirectory`: not at all, exactly, or with everything that passes counted as unsure. */
  readonly count: 'none' | 'exact' | 'unsure';
  /** `mayMatch`: always true, or exactly. */
  readonly exclude: boolean;
  readonly dictionary: boolean;
  readonly valueCounts: boolean;
}

export const ALL_POWERS: BlockPowers = { count: 'exact', exclude: true, dictionary: true, valueCounts: true };
export const NO_POWERS: BlockPowers = { count: 'none', exclude: false, dictionary: false, valueCounts: false };

/** The text of a JSON value in a column. */
export function textOfValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

export function typeOfValue(value: unknown): JsonType {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'bigint' ? 'number' : (typeof value as JsonType);
}

/** A column that tests each text by itself. */
export class ArrayColumn implements Column {
  readonly encoding: EncodingName;
  readonly rows: RowIndex;
  readonly memoryBytes: number = 0;
  private readonly values: readonly string[];

  constructor(texts: readonly string[], withDictionary: boolean) {
    const rows = texts.flatMap((text, row) => (text === '' ? [] : [row]));
    this.rows = RowIndex.of(texts.length, Uint32Array.from(rows));
    this.values = texts.filter((text) => text !== '');
    this.encoding = withDictionary ? 'dictionary' : 'text';
  }

  text(row: number): string {
    const index = this.rows.indexOf(row);
    return index < 0 ? '' : this.values[index]!;
  }

  valueText(index: number): string {
    return this.values[index]!;
  }

  narrow(predicate: ValuePredicate, selection: Bitmap): void {
    for (const row of selection.toArray()) if (!predicate.test(this.text(row))) selection.clear(row);
  }

  numbers(): Float64Array {
    const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
    return Float64Array.from(this.values, (text) => (isNumber.test(text) ? Number(text) : Number.NaN));
  }

  dictionary(): DictionaryView | null {
    if (this.encoding !== 'dictionary') return null;
    const values = [...new Set(this.values)];
    return { values, codes: Uint16Array.from(this.values, (text) => values.indexOf(text)) };
  }
}

/** A block over rows in memory that does everything the slow way, and as much beyond it as its powers say. */
export class ArrayBlock implements Block {
  readonly rowCount: number;
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  readonly deleted: Bitmap | null;
  readonly fieldNames: readonly string[];
  /** How often rows were asked for, to show what was answered without them. */
  columnReads = 0;
  private readonly rows: readonly TestRow[];
  private readonly powers: BlockPowers;
  private times: Timeline | null = null;

  constructor(rows: readonly TestRow[], powers: BlockPowers = ALL_POWERS) {
    this.rows = rows;
    this.powers = powers;
    this.rowCount = rows.length;
    this.minTimeMs = Math.min(...rows.map((row) => row.ms));
    this.maxTimeMs = Math.max(...rows.map((row) => row.ms));
    const deleted = rows.flatMap((row, index) => (row.deleted ? [index] : []));
    this.deleted = deleted.length === 0 ? null : Bitmap.of(rows.length, deleted);
    const present = rows.flatMap((row) => Object.keys(row.fields).filter((key) => textOfValue(row.fields[key]) !== ''));
    this.fieldNames = [...new Set(present)];
  }

  column(field: string): Column | undefined {
    this.columnReads++;
    return this.fieldNames.includes(field) ? new ArrayColumn(this.texts(field), this.powers.dictionary) : undefined;
  }

  timeline(): Timeline {
    this.times ??= this.buildTimeline();
    return this.times;
  }

  private buildTimeline(): Timeline {
    const order = this.rows.map((_, row) => row).sort((a, b) => compareTestRows(this.rows[a]!, this.rows[b]!));
    const hasSubMs = this.rows.some((row) => (row.subMs ?? 0) > 0);
    return {
      ms: Float64Array.from(this.rows, (row) => row.ms),
      subMs: hasSubMs ? Uint32Array.from(this.rows, (row) => row.subMs ?? 0) : null,
      order: Uint32Array.from(order),
    };
  }

  sequenceOf(row: number): number {
    return this.rows[row]!.sequence;
  }

  countByDirectory(field: string, predicate: ValuePredicate): { sure: number; unsure: number } | undefined {
    if (this.powers.count === 'none') return undefined;
    const passing = this.texts(field).filter((text) => predicate.test(text)).length;
    return this.powers.count === 'exact' ? { sure: passing, unsure: 0 } : { sure: 0, unsure: passing };
  }

  countAllByDirectory(
    field: string,
    predicates: readonly ValuePredicate[],
  ): { sure: number; unsure: number } | undefined {
    return this.countByDirectory(field, { test: (text) => predicates.every((predicate) => predicate.test(text)) });
  }

  mayMatch(field: string, predicate: ValuePredicate): boolean {
    return !this.powers.exclude || this.texts(field).some((text) => predicate.test(text));
  }

  valueCounts(field: string): ReadonlyMap<string, number> | undefined {
    if (!this.powers.valueCounts) return undefined;
    const counts = new Map<string, number>();
    for (const text of this.texts(field)) if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
    return counts;
  }

  typeOf(field: string, row: number): JsonType {
    return typeOfValue(this.rows[row]!.fields[field]);
  }

  json(row: number): string {
    return JSON.stringify(this.rows[row]!.fields);
  }

  private texts(field: string): string[] {
    return this.rows.map((row) => textOfValue(row.fields[field]));
  }
}

/** (time, sequence) order. */
export function compareTestRows(a: TestRow, b: TestRow): number {
  return a.ms - b.ms || (a.subMs ?? 0) - (b.subMs ?? 0) || a.sequence - b.sequence;
}

/** A source over blocks in the order given; `visited` counts the blocks that were handed out. */
export class ArrayBlockSource implements BlockSource {
  readonly all: readonly ArrayBlock[];

  constructor(blocks: readonly ArrayBlock[]) {
    this.all = blocks;
  }

  blocks(startMs: number, endMs: number): readonly Block[] {
    return this.all.filter((block) => block.maxTimeMs >= startMs && block.minTimeMs <= endMs);
  }
}
