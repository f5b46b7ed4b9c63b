const MIB = 1024 * 1024;

export interface StoreLimits {
  readonly headRows: number;
  readonly headBytes: number;
  readonly headIdleMs: number;
  readonly headIdleRowsMin: number;
  readonly headAgeMs: number;
  readonly blockRows: number;
  readonly blockBytes: number;
  readonly pieceBytes: number;
  readonly segmentBytes: number;
  readonly segmentIdleMs: number;
  readonly logBytes: number;
  readonly groupBytes: number;
  readonly syncIntervalMs: number;
  readonly reserveBytes: number;
  readonly mergeStepBytes: number;
}

/** When rows of the head become a block, when a segment is sealed, and the like. Each has its reason. */
export const STORE_LIMITS: StoreLimits = {
  /** A block of fewer rows pays its dictionaries with too few rows; measured: 8,000 cost 6 % more bytes than 64,000. */
  headRows: 8192,
  headBytes: 4 * MIB,
  /** A head that nothing was added to for this long becomes a block, if it has rows enough to be worth one. */
  headIdleMs: 5_000,
  headIdleRowsMin: 1024,
  /** Fewer rows wait this long: the log has them, and a block for each would cost more than it saves. */
  headAgeMs: 300_000,
  /** Blocks are as equal as possible, none above this. */
  blockRows: 16_384,
  blockBytes: 5 * MIB,
  /** A chunk above this is taken apart piece by piece: positions in a batch are 32-bit integers. */
  pieceBytes: 64 * MIB,
  /** A segment is sealed when it has this many bytes, when the day changes, or when nothing was written for so long. */
  segmentBytes: 256 * MIB,
  segmentIdleMs: 3_600_000,
  /** A log is replaced when its rows are in segments and it is longer than this: it bounds what a start replays. */
  logBytes: 16 * MIB,
  /** Rows that come one by one are gathered up to this before they are parsed together, and logged if need be. */
  groupBytes: 5 * MIB,
  syncIntervalMs: 1_000,
  /** Kept on the disk for deleting when it is full, beside what the bitmaps of all rows need: a block of the head and manifests. */
  reserveBytes: 512 * 1024,
  /** A merge syncs after so many bytes, and writes its footer in pieces of so many, so that no step takes long. */
  mergeStepBytes: MIB,
};
