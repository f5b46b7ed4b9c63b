import type { JoinPipe } from '../../logsql/syntax-tree.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { UnpackedFields } from '../pipeline/unpacked-fields.ts';

export const joinPipe: PipeOperator<'join'> = {
  order: 'kept',
  start: (node, context) => new JoinStage(node, context),
};

/** A field that a joined row adds. */
interface JoinedField {
  readonly name: string;
  readonly text: string;
  readonly isNumber: boolean;
}

/** What a joined row and one of its fields take beside the text, roughly, in bytes. */
const ROW_BYTES = 96;
const FIELD_BYTES = 64;
/** Where rows are joined with many, that many go on at once, or as many as came: a limit behind needs no more. */
const PUSHED_ROWS_MIN = 1024;

/** Holds the rows of the joined query. Values that the rows have already stay as they are. */
class JoinStage implements PipeStage {
  private readonly node: JoinPipe;
  private readonly context: PipelineContext;
  private cachedRows: ReadonlyMap<string, readonly (readonly JoinedField[])[]> | null = null;

  constructor(node: JoinPipe, context: PipelineContext) {
    this.node = node;
    this.context = context;
  }

  push(given: ResultBatch, sink: ResultSink): boolean {
    this.cachedRows ??= this.readRows();
    const batch = FieldBatch.of(given);
    const keys = keysOf(batch, this.node.by);
    let rows: number[] = [];
    let added: (readonly JoinedField[])[] = [];
    for (let row = 0; row < batch.rowCount; row++) {
      if (row % 1024 === 0) this.context.query.check();
      for (const fields of this.cachedRows.get(keys[row]!) ?? (this.node.inner ? [] : [NO_FIELDS])) {
        rows.push(row);
        added.push(fields);
        if (rows.length < batch.rowCount || rows.length < PUSHED_ROWS_MIN) continue;
        if (!sink.push(joinedBatch(batch, rows, added))) return false;
        this.context.query.check();
        rows = [];
        added = [];
      }
    }
    return sink.push(joinedBatch(batch, rows, added));
  }

  private readRows(): ReadonlyMap<string, readonly (readonly JoinedField[])[]> {
    const rows = new Map<string, (readonly JoinedField[])[]>();
    for (const batch of this.context.run(this.node.query)) {
      const names = batch.fieldNames.filter((name) => !this.node.by.includes(name));
      keysOf(batch, this.node.by).forEach((key, row) => {
        const fields = this.fieldsOf(batch, row, names);
        this.context.query.reserve(bytesOf(key, fields));
        const known = rows.get(key);
        if (known === undefined) rows.set(key, [fields]);
        else known.push(fields);
      });
    }
    return rows;
  }

  private fieldsOf(batch: ResultBatch, row: number, names: readonly string[]): JoinedField[] {
    const fields: JoinedField[] = [];
    for (const name of names) {
      const text = batch.texts(name)[row]!;
      if (text !== '') fields.push({ name: this.node.prefix + name, text, isNumber: batch.isNumber(name, row) });
    }
    return fields;
  }

  finish(): void {}
}

const NO_FIELDS: readonly JoinedField[] = [];
const KEEP_WHAT_IS_THERE = { keepOriginalFields: true, skipEmptyResults: true };

function joinedBatch(
  batch: FieldBatch,
  rows: readonly number[],
  added: readonly (readonly JoinedField[])[],
): ResultBatch {
  const joined = new UnpackedFields(batch.pick(Uint32Array.from(rows)), KEEP_WHAT_IS_THERE);
  added.forEach((fields, row) => {
    for (const { name, text, isNumber } of fields) joined.set(row, name, text, isNumber);
  });
  return joined.finish();
}

function keysOf(batch: ResultBatch, fields: readonly string[]): string[] {
  const columns = fields.map((field) => batch.texts(field));
  return Array.from({ length: batch.rowCount }, (_, row) => JSON.stringify(columns.map((texts) => texts[row]!)));
}

function bytesOf(key: string, fields: readonly JoinedField[]): number {
  return fields.reduce((bytes, { text }) => bytes + FIELD_BYTES + text.length * 2, ROW_BYTES + key.length * 2);
}
