import { ConstantColumn } from '../columns/constant-column.ts';
import { DecimalColumn } from '../columns/decimal-column.ts';
import { DictionaryColumn } from '../columns/dictionary-column.ts';
import { HexColumn } from '../columns/hex-column.ts';
import { IntegerColumn } from '../columns/integer-column.ts';
import { Ipv4Column } from '../columns/ipv4-column.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import type { ValueColumn } from '../columns/value-column.ts';
import { EXACT_INDEX_KIND } from '../indexes/exact-index.ts';
import { FieldIndexes } from '../indexes/field-indexes.ts';
import { TIME_TEXT_FIELD } from '../ingest/field-table.ts';
import { bloomOf, bloomOfVariables } from './block-blooms.ts';
import type { ColumnKey } from './block-parts.ts';
import { BlockSummary, type FieldSummary, NO_PARTS } from './block-summary.ts';
import { listOfOne } from './list-of-one.ts';
import { SegmentField } from './segment-field.ts';

const NO_IDS = new Uint32Array(0);

/** The columns of a block, as far as the index looks at them. */
export interface IndexedColumns {
  readonly rowCount: number;
  readonly keys: readonly ColumnKey[];
  readonly columns: readonly ValueColumn[];
}

/** The column of a field in a block. */
export type ColumnOf = (field: string) => ValueColumn | undefined;

/** What a segment knows of its blocks without reading them. Grows with the open segment; its footer keeps it. */
export class SegmentIndex {
  readonly fields: Map<string, SegmentField> = new Map();
  readonly blocks: BlockSummary[] = [];
  /** The indexes of fields that blocks are to have. */
  readonly indexes: FieldIndexes;

  constructor(indexes: FieldIndexes = FieldIndexes.NONE) {
    this.indexes = indexes;
  }

  /** Takes up a block; blocks come in the order in which they stand in the file. */
  add(block: IndexedColumns): BlockSummary {
    const summaries = new Map<string, FieldSummary>();
    block.keys.forEach(({ name, occurrence }, place) => {
      if (occurrence === 0 && name !== TIME_TEXT_FIELD)
        summaries.set(name, summarize(this.field(name), block.columns[place]!));
    });
    this.buildIndexes(summaries, (field) => columnOf(block, field));
    const summary = new BlockSummary(block.rowCount, summaries);
    this.blocks.push(summary);
    return summary;
  }

  /**
   * Takes up a block by what another segment knows of it.
   *
   * @param columnOf asked for the fields that have an index here but none there
   */
  adopt(other: BlockSummary, columnOf: ColumnOf = () => undefined): BlockSummary {
    const summaries = new Map<string, FieldSummary>();
    for (const [name, summary] of other.fields) summaries.set(name, adoptSummary(this.field(name), summary));
    this.buildIndexes(summaries, columnOf);
    const summary = new BlockSummary(other.rowCount, summaries);
    this.blocks.push(summary);
    return summary;
  }

  /** Adds what the indexes of the block's fields store, where that is not there yet. */
  private buildIndexes(summaries: Map<string, FieldSummary>, columnOf: ColumnOf): void {
    for (const name of this.indexes.fields) {
      const summary = summaries.get(name);
      if (summary === undefined || this.indexes.of(name).every(({ kind }) => hasIndex(summary, kind))) continue;
      const column = columnOf(name);
      if (column !== undefined)
        summaries.set(name, withIndexes(summary, this.indexes.build(name, column, summary.indexes)));
    }
  }

  field(name: string): SegmentField {
    let field = this.fields.get(name);
    if (field === undefined) {
      field = new SegmentField(name);
      this.fields.set(name, field);
    }
    return field;
  }
}

function adoptSummary(field: SegmentField, summary: FieldSummary): FieldSummary {
  const { values, templates } = summary.field;
  if (summary.kind === 'templates') {
    field.templates.noteVariables(templates.lowerCaseSplitsWords);
    const ids = summary.ids.map((id) => field.templates.idOf(templates.bytesOf(id)));
    return { ...summary, field, ids };
  }
  if (summary.kind === 'opaque') return { ...summary, field };
  if (!field.listsValues) return { ...summary, field, kind: 'opaque', ids: NO_IDS, counts: NO_IDS };
  const idOf = (id: number): number => field.values.idOf(values.texts[id]!);
  const { ids } = summary;
  return { ...summary, field, ids: ids.length === 1 ? listOfOne(idOf(ids[0]!)) : ids.map(idOf) };
}

function withIndexes(summary: FieldSummary, indexes: FieldSummary['indexes']): FieldSummary {
  const indexed = { ...summary, indexes };
  // An exact index says all that a bloom filter of the same values does.
  return summary.kind === 'opaque' && hasIndex(indexed, EXACT_INDEX_KIND) ? { ...indexed, bloom: null } : indexed;
}

function hasIndex({ indexes }: FieldSummary, kind: string): boolean {
  return indexes.some((part) => part.kind === kind);
}

/** The first column of a field in a block; occurrences behind it are not seen by queries. */
function columnOf({ keys, columns }: IndexedColumns, field: string): ValueColumn | undefined {
  return columns[keys.findIndex(({ name, occurrence }) => name === field && occurrence === 0)];
}

function summarize(field: SegmentField, column: ValueColumn): FieldSummary {
  const present = column.rows.count;
  const opaque: FieldSummary = {
    field,
    present,
    kind: 'opaque',
    ids: NO_IDS,
    counts: NO_IDS,
    range: null,
    bloom: null,
    indexes: NO_PARTS,
  };
  if (column instanceof ConstantColumn && field.listsValues) {
    return {
      ...opaque,
      kind: 'values',
      ids: listOfOne(field.values.idOf(column.value)),
      counts: listOfOne(present),
    };
  }
  if (column instanceof DictionaryColumn && field.listsValues) {
    if (column.values.count === 1) {
      return {
        ...opaque,
        kind: 'values',
        ids: listOfOne(field.values.idOf(column.values.text(0))),
        counts: listOfOne(column.counts()[0]!),
      };
    }
    const ids = new Uint32Array(column.values.count);
    for (let code = 0; code < ids.length; code++) ids[code] = field.values.idOf(column.values.text(code));
    return { ...opaque, kind: 'values', ids, counts: column.counts() };
  }
  if (column instanceof TemplateColumn) {
    const { templates } = column;
    field.templates.noteVariables(column.slots.lowerCaseSplitsWords());
    const ids = field.templates.idsOf(templates);
    return { ...opaque, kind: 'templates', ids, counts: column.counts(), bloom: bloomOfVariables(column.slots) };
  }
  if (column instanceof IntegerColumn || column instanceof DecimalColumn)
    return { ...opaque, range: rangeOf(column.numbers()) };
  if (column instanceof HexColumn || column instanceof Ipv4Column) return { ...opaque, bloom: bloomOf(column) };
  return opaque;
}

function rangeOf(numbers: Float64Array): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i]! < min) min = numbers[i]!;
    if (numbers[i]! > max) max = numbers[i]!;
  }
  return { min, max };
}
