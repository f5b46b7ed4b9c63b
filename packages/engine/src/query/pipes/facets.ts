import type { Bitmap } from '../../bytes/bitmap.ts';
import { compareUtf8 } from '../../bytes/utf8-order.ts';
import type { Column } from '../../columns/column.ts';
import type { FacetsPipe } from '../../logsql/syntax-tree.ts';
import { countCodes } from '../pipeline/count-codes.ts';
import type { PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import { type MadeRow, pushRows } from '../pipeline/push-rows.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { topEntries } from '../pipeline/top-entries.ts';
import type { QueryContext } from '../query-context.ts';
import { columnOf } from '../time-column.ts';
import { countValues } from '../value-counts.ts';

export const facetsPipe: PipeOperator<'facets'> = {
  order: 'ignored',
  partial: 'state',
  start: (node, context) => new FacetsStage(node, context.query),
};

/** What a counted value takes, roughly, in bytes. */
const ENTRY_BYTES = 160;
const FIELDS = ['field_name', 'field_value', 'hits'];

interface FacetsState {
  readonly rowCount: number;
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, number> | null>;
}

class FacetsStage implements PipeStage {
  private readonly node: FacetsPipe;
  private readonly context: QueryContext;
  /** Null for fields with too many or too long values. */
  private readonly fields = new Map<string, Map<string, number> | null>();
  private rowCount = 0;

  constructor(node: FacetsPipe, context: QueryContext) {
    this.node = node;
    this.context = context;
  }

  push(batch: ResultBatch): boolean {
    this.context.check();
    this.rowCount += batch.rowCount;
    for (const name of batch.fieldNames) {
      if (this.fields.get(name) === null) continue;
      const dictionary = batch.dictionary(name);
      if (dictionary === null) this.countTexts(name, batch.texts(name));
      else countCodes(dictionary, (text, rows) => this.add(name, text, rows));
    }
    return true;
  }

  pushBlock(selected: SelectedBlock): boolean {
    const rows = selected.isWhole ? null : selected.rows();
    this.rowCount += rows === null ? selected.block.rowCount : rows.count();
    for (const name of ['_time', ...selected.block.fieldNames]) {
      if (this.fields.get(name) !== null) this.countField(selected, name, rows);
    }
    return true;
  }

  private countField({ block }: SelectedBlock, name: string, rows: Bitmap | null): void {
    const column = columnOf(block, name);
    if (column === undefined) return;
    if (column.dictionary() !== null) countValues(block, name, rows, (text, count) => this.add(name, text, count));
    else this.countTexts(name, textsOf(column, rows));
  }

  /** Leaves off as soon as the field has too many values: most fields without a dictionary have. */
  private countTexts(name: string, texts: Iterable<string>): void {
    for (const text of texts) {
      this.add(name, text, 1);
      if (this.fields.get(name) === null) return;
    }
  }

  private add(name: string, text: string, rows: number): void {
    if (text === '') return;
    let counts = this.fields.get(name);
    if (counts === null) return;
    if (counts === undefined) {
      counts = new Map();
      this.fields.set(name, counts);
    }
    const known = counts.get(text);
    if (known === undefined) {
      if (this.isTooLong(text) || counts.size >= this.node.maxValuesPerField) {
        this.giveUp(name);
        return;
      }
      this.context.reserve(ENTRY_BYTES);
    }
    counts.set(text, (known ?? 0) + rows);
  }

  private isTooLong(text: string): boolean {
    const { maxValueLength } = this.node;
    // No character takes more than three bytes for each of its UTF-16 units.
    return text.length * 3 > maxValueLength && Buffer.byteLength(text) > maxValueLength;
  }

  takeState(): unknown {
    return { rowCount: this.rowCount, fields: this.fields } satisfies FacetsState;
  }

  addState(state: unknown): void {
    const { rowCount, fields } = state as FacetsState;
    this.rowCount += rowCount;
    for (const [name, counts] of fields) {
      if (counts === null) this.giveUp(name);
      else for (const [text, rows] of counts) this.add(name, text, rows);
    }
  }

  private giveUp(name: string): void {
    this.context.reserve(-ENTRY_BYTES * (this.fields.get(name)?.size ?? 0));
    this.fields.set(name, null);
  }

  /** Fields are in the order of their names, values from the most frequent on. */
  finish(sink: ResultSink): void {
    const rows: MadeRow[] = [];
    for (const name of [...this.fields.keys()].sort(compareUtf8)) {
      const counts = this.fields.get(name);
      if (!counts || (!this.node.keepConstFields && this.isConstant(counts))) continue;
      const top = topEntries(counts.keys(), Float64Array.from(counts.values()), this.node.limit, compareUtf8);
      for (const [text, hits] of top) rows.push([name, text, hits]);
    }
    pushRows(FIELDS, rows, sink);
  }

  private isConstant(counts: ReadonlyMap<string, number>): boolean {
    return counts.size === 1 && [...counts.values()][0] === this.rowCount;
  }
}

function* textsOf(column: Column, rows: Bitmap | null): Iterable<string> {
  for (let index = 0; index < column.rows.count; index++) {
    if (rows === null || rows.has(column.rows.rowAt(index))) yield column.valueText(index);
  }
}
