import { QuerySyntaxError, StorageError } from 'log-analytics-engine';
import type { StoreSnapshot } from 'log-analytics-engine/internals';
import { describe, expect, it } from 'vitest';
import { WorkerLostError } from '../../errors/server-error.ts';
import { errorOfMessage, messageOfError } from './error-message.ts';
import { SnapshotReceiver, SnapshotSender } from './snapshot-messages.ts';

function sent(error: unknown): Error {
  return errorOfMessage(structuredClone(messageOfError(error)));
}

describe('an error that is posted', () => {
  it('keeps its class, its properties and its cause', () => {
    const details = { position: 3, found: 'x', expected: ['a', 'b'] };
    const syntax = sent(new QuerySyntaxError('wrong', details));
    expect(syntax).toBeInstanceOf(QuerySyntaxError);
    expect(syntax).toMatchObject({ name: 'QuerySyntaxError', message: 'wrong', code: 'QUERY_SYNTAX', ...details });
    const cause = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const storage = sent(new StorageError('cannot write', { cause }));
    expect(storage).toBeInstanceOf(StorageError);
    expect(storage.cause).toMatchObject({ message: 'no space', code: 'ENOSPC' });
    expect(sent(new WorkerLostError('gone'))).toBeInstanceOf(WorkerLostError);
  });

  it('is an error, whatever was thrown', () => {
    expect(sent(new TypeError('a defect'))).toMatchObject({ message: 'a defect' });
    expect(sent('text')).toMatchObject({ message: 'text' });
    expect(sent(undefined)).toBeInstanceOf(Error);
  });
});

describe('snapshots that are posted', () => {
  const chunk = (): SharedArrayBuffer => new SharedArrayBuffer(8);
  const head = (
    id: string,
    rowCount: number,
    chunks: readonly SharedArrayBuffer[],
  ): StoreSnapshot['heads'][number] => ({
    firstSequence: 1,
    lines: { id, rowCount, chunks },
  });

  it('arrive as they were, each list and chunk sent once', () => {
    const sender = new SnapshotSender();
    const receiver = new SnapshotReceiver();
    const [a, b, c] = [chunk(), chunk(), chunk()];
    const list = [{ kind: 'growing', file: 'segment', tombstones: undefined }] as const;
    const snapshots: StoreSnapshot[] = [
      { segments: list, growingBytes: 10, growingIndex: [a], heads: [head('one', 1, [a])] },
      { segments: list, growingBytes: 10, growingIndex: [a], heads: [head('one', 5, [a, b])] },
      { segments: list, growingBytes: 90, growingIndex: [a, b], heads: [] },
      { segments: [], growingBytes: 90, growingIndex: [c], heads: [head('two', 1, [c])] },
      // An older one again, for a query that is asked once more.
      { segments: list, growingBytes: 10, growingIndex: [a], heads: [head('one', 5, [a, b])] },
    ];
    const messages = snapshots.map((snapshot) => sender.messageOf(snapshot)!);
    expect(messages.map(({ segments }) => segments !== null)).toEqual([true, false, false, true, true]);
    expect(messages.map(({ heads }) => heads.flatMap(({ chunks }) => chunks).length)).toEqual([1, 1, 0, 1, 2]);
    expect(messages.map(({ index: { after, parts } }) => [after, parts.length])).toEqual([
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(messages.map((message) => receiver.take(message))).toEqual(snapshots);
    expect(
      receiver.take({ segments: null, growingBytes: 10, index: { after: 0, parts: [] }, heads: [] }).segments,
    ).toBe(list);
  });

  it('are not sent where nothing has changed', () => {
    const sender = new SnapshotSender();
    const lines = [chunk()];
    const snapshot: StoreSnapshot = { segments: [], growingBytes: 0, growingIndex: [], heads: [head('one', 1, lines)] };
    expect(sender.messageOf(snapshot)).toBeDefined();
    expect(sender.messageOf({ ...snapshot, heads: [head('one', 1, [...lines])] })).toBeUndefined();
    expect(sender.messageOf({ ...snapshot, growingBytes: 1 })).toBeDefined();
  });
});
