import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FileFormat } from 'log-analytics-engine';
import type { CommandSession } from '../command-session.ts';
import { pluralText } from '../number-text.ts';
import { DirectorySink } from '../sink/directory-sink.ts';
import type { LineSink } from '../sink/line-sink.ts';
import { ServerSink } from '../sink/server-sink.ts';
import { UsageError } from '../usage-error.ts';
import { Checkpoints } from './checkpoints.ts';
import { FileFollower } from './file-follower.ts';

/** The name of the file of checkpoints where none is given. */
export const CHECKPOINTS = 'follow-checkpoints.json';

export interface FollowedInput {
  readonly format: FileFormat;
  readonly checkpointsFile: string;
}

/** Takes in what is appended to files until Ctrl-C, then says how much it was. */
export async function followFiles(
  session: CommandSession,
  patterns: readonly string[],
  input: FollowedInput,
): Promise<void> {
  if (patterns.includes('-')) throw new UsageError('--follow works on files: leave it out for the standard input');
  if (session.server !== undefined) {
    await follow(session, patterns, input, new ServerSink(session.server));
    return;
  }
  await session.writing({}, (engine) => follow(session, patterns, input, new DirectorySink(engine)));
}

async function follow(
  { terminal }: CommandSession,
  patterns: readonly string[],
  { format, checkpointsFile }: FollowedInput,
  sink: LineSink,
): Promise<void> {
  mkdirSync(dirname(checkpointsFile), { recursive: true });
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  let accepted = 0;
  const told = new Map<string, string>();
  const follower = new FileFollower({
    patterns,
    format,
    sink,
    checkpoints: new Checkpoints(checkpointsFile),
    signal: stopped.signal,
    onReport: (path, report) => {
      accepted += report.accepted;
      told.delete(path);
      for (const { reason } of report.errors) terminal.note(`${path}: ${reason}`);
    },
    onProblem: (path, error) => {
      const message = error instanceof Error ? error.message : String(error);
      // What is tried again and again is told once.
      if (told.get(path) !== message) terminal.note(`log-analytics: ${path}: ${message}`);
      told.set(path, message);
    },
  });
  terminal.note(`following ${patterns.join(' ')}; Ctrl-C ends it`);
  try {
    await follower.run();
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
  terminal.note(`${pluralText(accepted, 'entry', 'entries')} taken in`);
}
