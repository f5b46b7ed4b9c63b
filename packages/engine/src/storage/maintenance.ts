import { StorageError } from '../errors/engine-error.ts';
import type { HeadLog } from './head-log.ts';
import type { HeadWriter } from './head-writer.ts';
import type { LiveSegment } from './live-segment.ts';
import { withSegmentsReplaced } from './manifest.ts';
import type { ManifestKeeper } from './manifest-keeper.ts';
import type { Merger } from './merger.ts';
import type { OpenSegment } from './open-segment.ts';
import { addRemovals, NO_REMOVALS, type RemovalFigures, type Removals } from './removal-figures.ts';
import type { Retention } from './retention.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';

/** How often retention and removal of files are looked at. */
const HOUSEKEEPING_MS = 60_000;
/** Files that queries may still read stay so long after they are replaced. */
const RETIRED_MS = 60_000;
/** A merge goes on by itself at this pace when no rows come. */
const MERGE_STEP_MS = 20;

interface Parts {
  readonly manifest: ManifestKeeper;
  readonly segments: SegmentSet;
  readonly log: HeadLog;
  readonly segment: OpenSegment;
  readonly head: HeadWriter;
  readonly retention: Retention;
  readonly merger: Merger;
}

/**
 * What is due by the clock: syncing, making a block of an old head, sealing, merging, retention, removing files. It is done
 * after each append, and by a timer that keeps no process alive.
 */
export class Maintenance {
  readonly #shard: Shard;
  readonly #parts: Parts;
  /** Files of segments that were replaced, and when, in milliseconds since 1970. */
  readonly #retired = new Map<string, number>();
  /** The same of files that were replaced before the store was opened: readers in other threads may outlive the one that wrote. */
  readonly #retiredBeforeMs: number;
  #lastSyncMs: number;
  #lastRunMs = Number.NEGATIVE_INFINITY;
  #nextHousekeepingMs = Number.NEGATIVE_INFINITY;
  #removals: Removals = NO_REMOVALS;
  #timer: NodeJS.Timeout | undefined;

  constructor(shard: Shard, parts: Parts) {
    this.#shard = shard;
    this.#parts = parts;
    this.#lastSyncMs = shard.now();
    this.#retiredBeforeMs = shard.options.sharesHead ? shard.now() : Number.NEGATIVE_INFINITY;
  }

  /** What retention has removed since the store was opened. */
  get removals(): Removals {
    return this.#removals;
  }

  /** A segment is not part of the store any more; its file is, for queries that have begun. */
  retire(segment: LiveSegment): void {
    this.#retired.set(segment.file, this.#shard.now());
    segment.release();
  }

  /** Does what is due, at most once a millisecond: for the path of single rows. @param nowMs milliseconds since 1970 */
  runOften(nowMs: number): void {
    if (nowMs !== this.#lastRunMs) this.run();
  }

  /** Does what is due. Failures are reported, not thrown: they are put in order before the next rows are taken. */
  run(): void {
    this.#lastRunMs = this.#shard.now();
    try {
      this.#syncIfDue();
      this.#flushIfDue();
      this.#sealIfDue();
      this.#parts.merger.step();
      this.#housekeepIfDue();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#shard.report('maintenance-failed', error.message);
    }
    this.#arm();
  }

  /** Drops segments that are past, whole ones. @throws StorageError */
  retain(): void {
    const { retention, segments, manifest, merger } = this.#parts;
    const past = retention.pastSegments(segments);
    if (past.size === 0) return;
    merger.abort();
    const files = [...past.keys()].map(({ file }) => file);
    this.#shard.space.withReserve(() => manifest.update((current) => withSegmentsReplaced(current, files)));
    for (const [segment, reason] of past) {
      this.#removals = addRemovals(this.#removals, { ...NO_REMOVALS, [reason]: figuresOf(segment) });
      segments.remove(segment);
      this.retire(segment);
    }
  }

  /** Removes files that nobody needs. @param evenRetired whether also those that a query may still read */
  removeFiles(evenRetired = false): void {
    const { manifest, merger } = this.#parts;
    const before = this.#shard.now() - RETIRED_MS;
    manifest.removeObsolete((file) => {
      if (file === merger.file) return false;
      return evenRetired || (this.#retired.get(file) ?? this.#retiredBeforeMs) <= before;
    });
  }

  /** Keeps room for deleting. */
  keepReserve(): void {
    let rows = this.#parts.head.rowCount;
    for (const { bounds } of this.#parts.segments) rows += bounds.rows;
    this.#shard.space.keepReserve(rows, this.#parts.log.idBytes);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #syncIfDue(): void {
    const { log, segment, head } = this.#parts;
    const { durability } = this.#shard.options;
    if (durability === 'fsync' || (log.isSynced && segment.isSynced && head.isSettled)) return;
    const now = this.#shard.now();
    // A clock that was set back must not stop it.
    if (Math.abs(now - this.#lastSyncMs) < this.#shard.limits.syncIntervalMs) return;
    this.#lastSyncMs = now;
    head.settle();
    if (durability === 'memory') return;
    log.sync();
    segment.sync();
  }

  #flushIfDue(): void {
    const { head } = this.#parts;
    if (head.rowCount === 0) return;
    const now = this.#shard.now();
    const isIdle =
      now - head.lastRowMs >= this.#shard.limits.headIdleMs && head.rowCount >= this.#shard.limits.headIdleRowsMin;
    if (isIdle || now - head.oldestRowMs >= this.#shard.limits.headAgeMs) head.flush();
  }

  #sealIfDue(): void {
    const { segment, merger } = this.#parts;
    if (this.#shard.now() < segment.sealDueMs) return;
    segment.seal();
    merger.segmentAdded();
    this.retain();
  }

  #housekeepIfDue(): void {
    const now = this.#shard.now();
    if (now < this.#nextHousekeepingMs && now >= this.#nextHousekeepingMs - HOUSEKEEPING_MS) return;
    this.#nextHousekeepingMs = now + HOUSEKEEPING_MS;
    this.retain();
    this.removeFiles();
    this.keepReserve();
  }

  #arm(): void {
    if (this.#timer !== undefined || !this.#shard.options.usesTimer) return;
    const { merger } = this.#parts;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.run();
        this.#shard.options.onMaintained();
      },
      merger.isBusy ? MERGE_STEP_MS : this.#shard.limits.syncIntervalMs,
    );
    this.#timer.unref();
  }
}

function figuresOf({ bounds, bytes, tombstones }: LiveSegment): RemovalFigures {
  return { segments: 1, rows: bounds.rows - (tombstones?.deletedRows ?? 0), bytes };
}
