import type { PipeSyntax } from '../../logsql/syntax-entry.ts';
import type { CustomPipe } from '../../logsql/syntax-tree.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import { type ResultRow, rowsOfBatch } from '../pipeline/query-rows.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { RowOrder } from '../pipeline/row-order.ts';
import { rowsBatch } from '../pipeline/rows-batch.ts';
import { guarded, requireStarted } from './extension-failure.ts';
import { type ExtensionHelp, helpOf } from './extension-name.ts';

/** A pipe of your own, written `| name a, b`. */
export interface PipeExtension {
  /** Lower-case letters, digits and `_`. */
  readonly name: string;
  readonly help?: ExtensionHelp | undefined;
  /**
   * Whether the rows that come of a row depend on that row alone, so that the work can be spread over blocks and threads.
   * False unless given: then all rows of a query go through one `RowChanger`, in (time, sequence) order.
   */
  readonly rowWise?: boolean | undefined;
  /** Called once a query, with the texts behind the name; an InvalidArgumentError that it throws refuses the query. */
  start(args: readonly string[]): RowChanger;
}

/** A pipe of an extension at work in one query. */
export interface RowChanger {
  /** Takes the next rows, which it may change, and gives those that come of them now. */
  rows(rows: ResultRow[]): Iterable<ResultRow>;
  /** Gives the rows that come at the end. Not called for a pipe that is `rowWise`. */
  finish?(): Iterable<ResultRow>;
}

export function pipeSyntaxOf({ name, help }: PipeExtension): PipeSyntax<'custom'> {
  return {
    name,
    extension: true,
    help: helpOf(help, `${name} [a, b, …]`, `* | ${name}`, 'pipe'),
    parse(cursor) {
      const args: string[] = [];
      if (!cursor.atPipeEnd) {
        do args.push(cursor.value('a value'));
        while (cursor.accept(','));
      }
      return { kind: 'custom', name, parameters: args };
    },
    print: (node, printer) =>
      [
        name,
        argumentsOf(node)
          .map((text) => printer.name(text))
          .join(', '),
      ]
        .filter(Boolean)
        .join(' '),
  };
}

export function pipeOperatorOf(extension: PipeExtension): PipeOperator<'custom'> {
  const start = (node: CustomPipe, context: PipelineContext): PipeStage =>
    new ExtensionStage(extension, argumentsOf(node), context);
  return extension.rowWise === true ? { order: 'kept', partial: 'row-wise', start } : { start };
}

class ExtensionStage implements PipeStage {
  private readonly changer: RowChanger;
  private readonly what: string;
  private readonly finishes: boolean;
  private readonly context: PipelineContext;

  constructor(extension: PipeExtension, args: readonly string[], context: PipelineContext) {
    this.what = `the pipe ${extension.name}`;
    const changer = guarded(this.what, () => extension.start(args) as RowChanger | undefined);
    this.changer = changer as RowChanger;
    requireStarted(changer, typeof changer?.rows === 'function', this.what, 'an object with rows()');
    this.finishes = extension.rowWise !== true;
    this.context = context;
  }

  push(batch: ResultBatch, sink: ResultSink): boolean {
    this.context.query.check();
    const { order } = FieldBatch.of(batch);
    const rows = rowsOfBatch(batch);
    return sink.push(
      guarded(this.what, () => (order === null ? rowsBatch(this.changer.rows(rows)) : this.changeInOrder(rows, order))),
    );
  }

  /** Row by row, to know which rows come of which. */
  private changeInOrder(rows: readonly ResultRow[], order: RowOrder): FieldBatch {
    const changed: ResultRow[] = [];
    const sources: number[] = [];
    for (const [source, row] of rows.entries()) {
      for (const each of this.changer.rows([row])) {
        changed.push(each);
        sources.push(source);
      }
    }
    const { rowCount, fields } = rowsBatch(changed);
    return new FieldBatch(rowCount, fields, false, order.pick(Uint32Array.from(sources)));
  }

  finish(sink: ResultSink): void {
    if (!this.finishes || this.changer.finish === undefined) return;
    sink.push(guarded(this.what, () => rowsBatch(this.changer.finish!())));
  }
}

/** What `pipeSyntaxOf` parses. */
function argumentsOf({ parameters }: CustomPipe): readonly string[] {
  return parameters as readonly string[];
}
