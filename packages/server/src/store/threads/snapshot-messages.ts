import type { HeadSnapshot, SegmentSnapshot, StoreSnapshot } from 'log-analytics-engine/internals';

/** A snapshot of a shard on its way to another thread, without what was sent before. */
export interface SnapshotMessage {
  /** Null: as in the message before. */
  readonly segments: readonly SegmentSnapshot[] | null;
  readonly growingBytes: number;
  /** Parts of the index of the segment that grows, and how many of those sent before they follow. */
  readonly index: { readonly after: number; readonly parts: readonly SharedArrayBuffer[] };
  readonly heads: readonly HeadMessage[];
}

interface HeadMessage {
  readonly id: string;
  readonly firstSequence: number;
  readonly rowCount: number;
  /** Chunks behind those that were sent before. */
  readonly chunks: readonly SharedArrayBuffer[];
}

/** Makes the messages for one receiver, which gets all of them in their order. */
export class SnapshotSender {
  #last: StoreSnapshot | undefined;
  /** Chunks that were sent, by head. */
  #sent: ReadonlyMap<string, number> = new Map();

  /** Undefined where the receiver has this snapshot. */
  messageOf(snapshot: StoreSnapshot): SnapshotMessage | undefined {
    const last = this.#last;
    if (last !== undefined && isSame(last, snapshot)) return undefined;
    const heads = snapshot.heads.map(({ firstSequence, lines: { id, rowCount, chunks } }) => ({
      id,
      firstSequence,
      rowCount,
      chunks: chunks.slice(this.#sent.get(id) ?? 0),
    }));
    this.#sent = new Map(
      snapshot.heads.map(({ lines: { id, chunks } }) => [id, Math.max(chunks.length, this.#sent.get(id) ?? 0)]),
    );
    this.#last = snapshot;
    const segments = last?.segments === snapshot.segments ? null : snapshot.segments;
    return { segments, growingBytes: snapshot.growingBytes, index: indexAfter(last, snapshot), heads };
  }
}

/** What there is of the index beyond what was sent: all of it where that was another segment's. */
function indexAfter(last: StoreSnapshot | undefined, { growingIndex }: StoreSnapshot): SnapshotMessage['index'] {
  const sent = last?.growingIndex ?? [];
  const goesOn = sent[0] === growingIndex[0] && sent.length <= growingIndex.length;
  const after = goesOn ? sent.length : 0;
  return { after, parts: growingIndex.slice(after) };
}

function isSame(a: StoreSnapshot, b: StoreSnapshot): boolean {
  return (
    a.segments === b.segments &&
    a.growingBytes === b.growingBytes &&
    a.growingIndex.length === b.growingIndex.length &&
    a.heads.length === b.heads.length &&
    a.heads.every(({ lines: { id, rowCount } }, index) => {
      const { lines } = b.heads[index]!;
      return lines.id === id && lines.rowCount === rowCount;
    })
  );
}

/** Puts snapshots together again. */
export class SnapshotReceiver {
  #current: StoreSnapshot = { segments: [], growingBytes: 0, growingIndex: [], heads: [] };
  #chunks: ReadonlyMap<string, readonly SharedArrayBuffer[]> = new Map();

  /** The snapshot of the last message. */
  get current(): StoreSnapshot {
    return this.#current;
  }

  take({ segments, growingBytes, index, heads }: SnapshotMessage): StoreSnapshot {
    this.#chunks = new Map(heads.map(({ id, chunks }) => [id, [...(this.#chunks.get(id) ?? []), ...chunks]]));
    this.#current = {
      segments: segments ?? this.#current.segments,
      growingBytes,
      growingIndex: [...this.#current.growingIndex.slice(0, index.after), ...index.parts],
      heads: heads.map((head) => this.#headOf(head)),
    };
    return this.#current;
  }

  #headOf({ id, firstSequence, rowCount }: HeadMessage): HeadSnapshot {
    return { firstSequence, lines: { id, chunks: this.#chunks.get(id)!, rowCount } };
  }
}
