import { CorruptionError } from './errors/engine-error.ts';
import type { ProblemLog } from './problem-log.ts';
import type { BlockSource } from './query/block-source.ts';
import type { Block } from './segments/block.ts';
import { StoredBlock } from './segments/stored-block.ts';

/** The blocks of a store without those that were found to be damaged: a query answers from what is left. */
export class SoundBlocks implements BlockSource {
  readonly #source: BlockSource;
  readonly #problems: Pick<ProblemLog, 'add'>;
  readonly #damaged: Set<string>;

  /** @param damaged the blocks that were found to be damaged, kept for other views of the same files */
  constructor(source: BlockSource, problems: Pick<ProblemLog, 'add'>, damaged: Set<string> = new Set()) {
    this.#source = source;
    this.#problems = problems;
    this.#damaged = damaged;
  }

  *blocks(startMs: number, endMs: number): Generator<Block> {
    for (const block of this.#source.blocks(startMs, endMs)) if (!this.isDamaged(block)) yield block;
  }

  /** How many blocks have been left out. */
  get damagedCount(): number {
    return this.#damaged.size;
  }

  isDamaged(block: Block): boolean {
    return this.#damaged.size > 0 && block instanceof StoredBlock && this.#damaged.has(placeOf(block));
  }

  /** What `run` gives, run again without each damaged block that it meets. `run` changes nothing. */
  answer<T>(run: () => T): T {
    for (;;) {
      try {
        return run();
      } catch (error) {
        this.leaveOut(error);
      }
    }
  }

  /** Leaves the block out that an error is about, and reports it. Throws any other error, and one of no block that is known. */
  leaveOut(error: unknown): void {
    if (!(error instanceof CorruptionError)) throw error;
    const block = this.#blockAt(error);
    if (block === undefined) throw error;
    this.#damaged.add(placeOf(block));
    this.#problems.add({
      kind: 'damage',
      file: error.file,
      message: `a block is left out of queries: ${error.message}`,
    });
  }

  /** The last block that begins at the offset of an error or before it, unless it is left out already. */
  #blockAt({ file, offset }: CorruptionError): StoredBlock | undefined {
    let found: StoredBlock | undefined;
    for (const block of this.#source.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
      if (!(block instanceof StoredBlock) || block.fileName !== file || block.offset > offset) continue;
      if (found === undefined || block.offset > found.offset) found = block;
    }
    return found === undefined || this.#damaged.has(placeOf(found)) ? undefined : found;
  }
}

function placeOf(block: StoredBlock): string {
  return `${block.offset} ${block.fileName}`;
}
