import { Bitmap } from '../bytes/bitmap.ts';
import { DAY_MS } from '../entry/civil-date.ts';
import type { Block } from '../segments/block.ts';
import type { BlockView } from '../segments/block-view.ts';
import type { LiveSegment } from './live-segment.ts';
import type { RemovalReason } from './removal-figures.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';

/** Segments with rows of the newest two days stay, however many bytes they have. */
const KEPT_BY_SIZE_MS = 2 * DAY_MS;
/** The bound moves in steps of this, so that what it hides within a block is not found anew for each query. */
const STEP_MS = 1_000;

interface Expired {
  readonly cutoffMs: number;
  readonly tombstones: Bitmap | null;
  readonly hidden: Bitmap | null;
}

/** Which rows are too old to be seen, and which segments may go. */
export class Retention {
  readonly #shard: Shard;
  /** What was hidden of blocks that the bound runs through. */
  readonly #expired = new WeakMap<Block, Expired>();

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  /** Rows before this are hidden, in milliseconds since 1970; −Infinity without an age limit. */
  get cutoffMs(): number {
    const { maxAgeSeconds } = this.#shard.options.retention;
    if (maxAgeSeconds === undefined) return Number.NEGATIVE_INFINITY;
    return Math.floor((this.#shard.now() - maxAgeSeconds * 1000) / STEP_MS) * STEP_MS;
  }

  /**
   * Brings `block.deleted` up to date: the rows that tombstones hide, and those that are too old.
   *
   * @returns whether the block has rows to be seen
   */
  show(block: BlockView, tombstones: Bitmap | null): boolean {
    const { cutoffMs } = this;
    if (block.maxTimeMs < cutoffMs) return false;
    if (block.minTimeMs >= cutoffMs) return true;
    let expired = this.#expired.get(block);
    if (expired === undefined || expired.cutoffMs !== cutoffMs || expired.tombstones !== tombstones) {
      expired = { cutoffMs, tombstones, hidden: rowsBefore(block, cutoffMs, tombstones) };
      this.#expired.set(block, expired);
      block.deleted = expired.hidden;
    }
    return true;
  }

  /** The segments that are past, by age or, the oldest first, because there are too many bytes, by the reason. */
  pastSegments(segments: SegmentSet): ReadonlyMap<LiveSegment, RemovalReason> {
    const { cutoffMs } = this;
    const settled = [...segments].filter(({ isSealed, isDamaged }) => isSealed || isDamaged);
    const past = new Map<LiveSegment, RemovalReason>();
    for (const segment of settled) if (segment.bounds.maxTimeMs < cutoffMs) past.set(segment, 'age');
    const { maxBytes } = this.#shard.options.retention;
    if (maxBytes === undefined) return past;
    let bytes = [...segments].reduce((sum, segment) => sum + (past.has(segment) ? 0 : segment.bytes), 0);
    const newestMs = Math.max(...[...segments].map(({ bounds }) => bounds.maxTimeMs));
    // One row from the future must not make all others old.
    const keptFromMs = Math.min(newestMs, this.#shard.now()) - KEPT_BY_SIZE_MS;
    const oldestFirst = settled
      .filter((segment) => segment.bounds.maxTimeMs < keptFromMs && !past.has(segment))
      .sort((a, b) => a.bounds.maxTimeMs - b.bounds.maxTimeMs);
    for (const segment of oldestFirst) {
      if (bytes <= maxBytes) break;
      past.set(segment, 'size');
      bytes -= segment.bytes;
    }
    return past;
  }
}

function rowsBefore(block: Block, cutoffMs: number, others: Bitmap | null): Bitmap | null {
  const { ms } = block.timeline();
  const hidden = others === null ? new Bitmap(block.rowCount) : others.clone();
  for (let row = 0; row < ms.length; row++) if (ms[row]! < cutoffMs) hidden.set(row);
  return hidden;
}
