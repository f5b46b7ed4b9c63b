import { type LogsqlLimits, queryContext, type RunOptions } from './logsql-queries.ts';
import type { PartMessage, PartTask } from './query/split/part-task.ts';
import { runPart } from './query/split/run-part.ts';
import type { SoundBlocks } from './sound-blocks.ts';

/** What bounds the work on a part of a query. */
export type PartOptions = Pick<RunOptions, 'timeoutMs' | 'signal'>;

/**
 * Does a part of a query on the blocks of an engine. Blocks that are found to be damaged are left out, as long as no rows have
 * been given.
 */
export function* partMessages(
  task: PartTask,
  options: PartOptions,
  blocks: SoundBlocks,
  limits: LogsqlLimits,
): Generator<readonly PartMessage[], void> {
  const context = queryContext(options, limits);
  const { operators } = limits.language;
  let hasGiven = false;
  for (;;) {
    try {
      for (const messages of runPart(task, { source: blocks, operators, context })) {
        hasGiven ||= messages.length > 0;
        yield messages;
      }
      return;
    } catch (error) {
      if (hasGiven) throw error;
      blocks.leaveOut(error);
    }
  }
}
