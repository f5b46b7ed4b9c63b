import type { PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import { pushRows } from '../pipeline/push-rows.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { PresenceFilter } from '../presence-filter.ts';

export const fieldNamesPipe: PipeOperator<'field_names'> = {
  order: 'ignored',
  partial: 'state',
  start: ({ resultField }) => new FieldNamesStage(resultField),
};

/** Hits are exact: the rows that have a value of the field. */
class FieldNamesStage implements PipeStage {
  private readonly resultField: string;
  private readonly hits = new Map<string, number>();

  constructor(resultField: string) {
    this.resultField = resultField;
  }

  push(batch: ResultBatch): boolean {
    for (const name of batch.fieldNames) {
      const isTime = name === '_time' && batch.times() !== null;
      this.add(name, isTime ? batch.rowCount : countTexts(batch, name));
    }
    return true;
  }

  pushBlock(selected: SelectedBlock): boolean {
    const { block } = selected;
    this.add('_time', selected.count() ?? selected.rows().count());
    for (const name of block.fieldNames) this.add(name, countPresent(selected, new PresenceFilter(name, true)));
    return true;
  }

  private add(name: string, hits: number): void {
    if (hits > 0) this.hits.set(name, (this.hits.get(name) ?? 0) + hits);
  }

  takeState(): unknown {
    return this.hits;
  }

  addState(state: unknown): void {
    for (const [name, hits] of state as ReadonlyMap<string, number>) this.add(name, hits);
  }

  finish(sink: ResultSink): void {
    pushRows([this.resultField, 'hits'], this.hits, sink);
  }
}

function countPresent(selected: SelectedBlock, filter: PresenceFilter): number {
  const known = selected.isWhole ? filter.count(selected.block) : undefined;
  if (known !== undefined) return known;
  const rows = selected.rows().clone();
  filter.apply(selected.block, rows);
  return rows.count();
}

function countTexts(batch: ResultBatch, name: string): number {
  let count = 0;
  for (const text of batch.texts(name)) if (text !== '') count++;
  return count;
}
