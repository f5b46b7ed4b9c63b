import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyReport } from 'log-analytics-engine/internals';
import { afterEach, expect, test } from 'vitest';
import { temporaryDirectory } from '../run-command.test-support.ts';
import type { LineSink } from '../sink/line-sink.ts';
import { Checkpoints } from './checkpoints.ts';
import { FileFollower } from './file-follower.ts';

const root = temporaryDirectory();
let runs = 0;

/** Keeps the messages it is given; fails while it is told to. */
class MemorySink implements LineSink {
  readonly messages: string[] = [];
  readonly batchIds: string[] = [];
  fails = false;

  async store(ndjson: Uint8Array, batchId: string) {
    if (this.fails) throw new Error('not now');
    const lines = Buffer.from(ndjson)
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    for (const line of lines) this.messages.push((JSON.parse(line) as { message: string }).message);
    this.batchIds.push(batchId);
    return { ...emptyReport(), accepted: lines.length };
  }
}

function setUp() {
  const directory = join(root, String(runs++));
  const sink = new MemorySink();
  const problems: string[] = [];
  const stopped = new AbortController();
  const start = (): FileFollower =>
    new FileFollower({
      patterns: [`${directory}*.log`],
      format: 'auto',
      sink,
      checkpoints: new Checkpoints(`${directory}.checkpoints`),
      signal: stopped.signal,
      onReport: () => undefined,
      onProblem: (path, error) => problems.push(`${path}: ${(error as Error).message}`),
    });
  running.push(stopped);
  return { file: `${directory}a.log`, second: `${directory}b.log`, sink, problems, start, stopped };
}

const running: AbortController[] = [];
afterEach(() => {
  for (const stopped of running.splice(0)) stopped.abort();
});

const line = (message: string): string => `${JSON.stringify({ message })}\n`;

test('takes whole lines in as they are appended, JSON or text, and new files', async () => {
  const { file, second, sink, start } = setUp();
  const follower = start();
  writeFileSync(file, `${line('one')}{"message":`);
  await follower.look();
  expect(sink.messages).toEqual(['one']);
  appendFileSync(file, `"two"}\n`);
  writeFileSync(second, '2026-03-02 12:00:00 plain text\n');
  await follower.look();
  expect(sink.messages).toEqual(['one', 'two', '2026-03-02 12:00:00 plain text']);
});

test('reads a renamed file on, and the new one from its start', async () => {
  const { file, sink, start } = setUp();
  const follower = start();
  writeFileSync(file, line('one'));
  await follower.look();
  appendFileSync(file, line('two'));
  renameSync(file, `${file}.1`);
  writeFileSync(file, line('three'));
  await follower.look();
  appendFileSync(`${file}.1`, line('late'));
  await follower.look();
  expect(sink.messages.toSorted()).toEqual(['late', 'one', 'three', 'two']);
});

test('begins anew where a file was cut', async () => {
  const { file, sink, start } = setUp();
  const follower = start();
  writeFileSync(file, line('a long first line'));
  await follower.look();
  truncateSync(file, 0);
  writeFileSync(file, line('new'));
  await follower.look();
  expect(sink.messages).toEqual(['a long first line', 'new']);
});

test('goes on where it was after a restart, and does not take another file for the same', async () => {
  const { file, sink, start } = setUp();
  writeFileSync(file, line('one'));
  await start().look();
  appendFileSync(file, line('two'));
  await start().look();
  expect(sink.messages).toEqual(['one', 'two']);
  truncateSync(file, 0);
  writeFileSync(file, line('another') + line('file') + line('here'));
  await start().look();
  expect(sink.messages.slice(2)).toEqual(['another', 'file', 'here']);
});

test('tries again what could not be stored, under the same name', async () => {
  const { file, sink, problems, start } = setUp();
  const follower = start();
  writeFileSync(file, line('one'));
  sink.fails = true;
  await follower.look();
  expect(problems).toEqual([`${file}: not now`]);
  sink.fails = false;
  await start().look();
  await follower.look();
  expect(new Set(sink.batchIds).size).toBe(1);
});

test('runs until it is stopped', async () => {
  const { file, sink, start, stopped } = setUp();
  writeFileSync(file, line('one'));
  const done = start().run();
  await expect.poll(() => sink.messages).toEqual(['one']);
  stopped.abort();
  await done;
});
