import type { Query } from '../../logsql/syntax-tree.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';

export const unionPipe: PipeOperator<'union'> = {
  start: ({ query }, context) => new UnionStage(query, context),
};

class UnionStage implements PipeStage {
  private readonly query: Query;
  private readonly context: PipelineContext;

  constructor(query: Query, context: PipelineContext) {
    this.query = query;
    this.context = context;
  }

  push(batch: ResultBatch, sink: ResultSink): boolean {
    return sink.push(batch);
  }

  finish(sink: ResultSink): void {
    for (const batch of this.context.run(this.query)) if (!sink.push(batch)) return;
  }
}
