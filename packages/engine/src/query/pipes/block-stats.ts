import { StoredBlock } from '../../segments/stored-block.ts';
import type { PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import { type MadeRow, pushRows } from '../pipeline/push-rows.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { storedBlock } from '../stream-block.ts';

export const blockStatsPipe: PipeOperator<'block_stats'> = {
  order: 'ignored',
  partial: 'rows',
  start: () => new BlockStatsStage(),
};

const FIELDS = ['field', 'type', 'rows', 'values_bytes', 'bloom_bytes', 'dict_bytes', 'dict_items', 'part_path'];

/**
 * A row for each field of each block, after the reference: `type` is the encoding of its column and `rows` the rows with
 * a value. Sizes are those of decoded columns; filters and dictionaries of a segment belong to no block, so theirs are 0.
 */
class BlockStatsStage implements PipeStage {
  push(batch: ResultBatch, sink: ResultSink): boolean {
    const rows = batch.fieldNames.map((name) => statsRow(name, 'inmemory', batch.rowCount, 0, 0, 'inmemory'));
    return pushRows(FIELDS, rows, sink);
  }

  pushBlock({ block }: SelectedBlock, sink: ResultSink): boolean {
    const stored = storedBlock(block);
    const path = stored instanceof StoredBlock ? stored.fileName : 'inmemory';
    const rows = [statsRow('_time', 'time', block.rowCount, block.rowCount * TIME_BYTES, 0, path)];
    for (const name of block.fieldNames) {
      const column = block.column(name);
      if (column === undefined) continue;
      const items = column.encoding === 'dictionary' ? (column.dictionary()?.values.length ?? 0) : 0;
      rows.push(statsRow(name, column.encoding, column.rows.count, column.memoryBytes, items, path));
    }
    return pushRows(FIELDS, rows, sink);
  }

  finish(): void {}
}

const TIME_BYTES = 8;

function statsRow(field: string, type: string, rows: number, bytes: number, items: number, path: string): MadeRow {
  return [field, type, rows, bytes, 0, 0, items, path];
}
