import { CorruptionError } from '../errors/engine-error.ts';
import { BLOCK_HEADER_BYTES } from '../segments/block-format.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import { fileName } from './directory-layout.ts';
import type { LiveSegment } from './live-segment.ts';
import { withObsolete, withQuarantined, withSegmentsReplaced } from './manifest.ts';
import type { ManifestKeeper } from './manifest-keeper.ts';
import { canShareBlock, rebuildBlocks } from './merge-blocks.ts';
import { quarantinePart } from './quarantine.ts';
import { SalvageFile } from './salvage-file.ts';
import { SegmentAppender } from './segment-appender.ts';
import type { Shard } from './shard.ts';

export interface MergeOptions {
  /** Blocks of fewer rows are built anew together. */
  readonly smallBlockRows: number;
  /** As many rows as a block that is built anew may have. */
  readonly rebuiltBlockRows: number;
  /** Blocks with no row from here on are left out, in milliseconds since 1970. */
  readonly cutoffMs: number;
}

/**
 * Writes the blocks of segments into one new segment: whole blocks as they stand, small ones and those with deleted rows
 * built anew. The result is sealed and on disk, and listed in the place of the others, when the last step is done; a crash
 * before leaves the others, and one after it has the new one.
 *
 * Each step is short: it reads one footer, or copies one block, or handles a few hundred rows, or builds a block of at most
 * `rebuiltBlockRows`, or syncs about `mergeStepBytes`, or writes as much of the footer.
 */
export class MergeTask {
  readonly inputs: readonly LiveSegment[];
  /** The file that is being written. */
  readonly file: string;
  readonly #shard: Shard;
  readonly #manifest: ManifestKeeper;
  readonly #options: MergeOptions;
  readonly #steps: Generator<void, LiveSegment | undefined>;
  readonly #fileId: number;
  #appender: SegmentAppender | undefined;
  #unsyncedBytes = 0;

  constructor(shard: Shard, manifest: ManifestKeeper, inputs: readonly LiveSegment[], options: MergeOptions) {
    this.#shard = shard;
    this.#manifest = manifest;
    this.inputs = inputs;
    this.#options = options;
    this.#fileId = manifest.takeFileId();
    this.file = fileName('segment', this.#fileId);
    this.#steps = this.#run();
  }

  /** Does one step. @returns whether that was the last, and what came of it: nothing if no rows were left. @throws StorageError */
  step(): { readonly done: false } | { readonly done: true; readonly output: LiveSegment | undefined } {
    const { done, value } = this.#steps.next();
    return done === true ? { done, output: value as LiveSegment | undefined } : { done: false };
  }

  /** Gives the merge up; the file is removed with other obsolete ones. */
  abort(): void {
    this.#appender?.close();
    this.#appender = undefined;
  }

  *#run(): Generator<void, LiveSegment | undefined> {
    // Listed as obsolete while it is written: after a crash it is removed, not put into quarantine.
    this.#manifest.update((manifest) => withObsolete(manifest, [this.file]));
    const appender = SegmentAppender.create(this.#shard, this.#fileId);
    this.#appender = appender;
    yield;
    for (const input of this.inputs) {
      input.blocks();
      yield;
    }
    for (const group of this.#groups()) {
      yield* this.#writeGroup(appender, group);
      yield;
      if (appender.byteLength - this.#unsyncedBytes < this.#shard.limits.mergeStepBytes) continue;
      this.#unsyncedBytes = appender.byteLength;
      if (this.#shard.options.durability !== 'memory') appender.sync();
      yield;
    }
    const files = this.inputs.map(({ file }) => file);
    const { segment } = appender;
    if (segment.bounds.rows === 0) {
      this.abort();
      this.#manifest.update((manifest) => withSegmentsReplaced(manifest, files));
      return undefined;
    }
    if (this.#shard.options.durability !== 'memory') appender.sync();
    yield;
    yield* appender.sealing(this.#shard.limits.mergeStepBytes);
    this.#appender = undefined;
    yield;
    this.#manifest.update((manifest) => {
      const obsolete = manifest.obsolete.filter(({ file }) => file !== this.file);
      return withSegmentsReplaced({ ...manifest, obsolete }, files, [segment.toSealed()]);
    });
    return segment;
  }

  /** Which blocks are written together: one that stays as it is alone, small ones as many as make a block. */
  #groups(): StoredBlock[][] {
    const blocks = this.inputs
      .flatMap((segment) => segment.blocks())
      .filter(({ maxTimeMs }) => maxTimeMs >= this.#options.cutoffMs)
      .sort((a, b) => a.minTimeMs - b.minTimeMs || a.firstSequence - b.firstSequence);
    const groups: StoredBlock[][] = [];
    let small: StoredBlock[] = [];
    let rows = 0;
    for (const block of blocks) {
      if (!this.#isRebuilt(block)) {
        groups.push([block]);
        continue;
      }
      if (
        small.length > 0 &&
        (rows + block.rowCount > this.#options.rebuiltBlockRows || !canShareBlock(small[0]!, block))
      ) {
        groups.push(small);
        small = [];
        rows = 0;
      }
      small.push(block);
      rows += block.rowCount;
    }
    if (small.length > 0) groups.push(small);
    return groups;
  }

  #isRebuilt(block: StoredBlock): boolean {
    return block.deleted !== null || block.rowCount < this.#options.smallBlockRows;
  }

  *#writeGroup(appender: SegmentAppender, group: readonly StoredBlock[]): Generator<void> {
    const [first] = group;
    if (first === undefined) return;
    try {
      if (group.length > 1 || first.deleted !== null)
        yield* rebuildBlocks(group, appender, this.#options.rebuiltBlockRows);
      else appender.segment.add([appender.appendCopy(first)], appender.byteLength);
      return;
    } catch (error) {
      if (!(error instanceof CorruptionError)) throw error;
      if (group.length === 1) {
        this.#leaveOut(first, error);
        return;
      }
    }
    for (const block of group) {
      yield;
      yield* this.#writeGroup(appender, [block]);
    }
  }

  /** A block that cannot be read goes into quarantine as it is, for the file that it stands in will be removed. */
  #leaveOut(block: StoredBlock, error: CorruptionError): void {
    const { vfs, options } = this.#shard;
    const { header, offset } = block;
    const content = new Uint8Array(BLOCK_HEADER_BYTES + header.directoryBytes + header.frameBytes);
    const segment = this.inputs.find((input) => input.blocks().includes(block))!;
    new SalvageFile(this.#shard.segmentFile(segment.file)).read(content, offset);
    const atMs = this.#shard.now();
    const reason = error.message;
    const note = quarantinePart(vfs, options.directory, segment.file, { offset, content, reason, atMs });
    this.#manifest.update((manifest) => withQuarantined(manifest, note.file, { file: note.file, reason, atMs }));
    this.#shard.report('damage', `${header.rowCount} rows are left out: ${reason}`, segment.file);
  }
}
