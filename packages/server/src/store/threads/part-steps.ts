import { type CancelSignal, partMessages, type SoundBlocks } from 'log-analytics-engine/internals';
import type { PartMessage, PartTask } from 'log-analytics-engine/split';
import type { QueryLimits } from './query-limits.ts';
import { Turns } from './turns.ts';

/** Does a part of a query on blocks; gives what is to be sent on as it comes, and lets others run in between. */
export async function* partSteps(
  task: PartTask,
  timeoutMs: number,
  blocks: SoundBlocks,
  signal: CancelSignal,
  limits: QueryLimits,
): AsyncGenerator<readonly PartMessage[], void> {
  const turns = new Turns();
  for (const messages of partMessages(task, { timeoutMs, signal }, blocks, limits)) {
    if (messages.length > 0) yield messages;
    if (turns.isOver) await turns.letOthersRun();
  }
}
