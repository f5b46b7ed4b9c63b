import { CorruptionError } from './errors/engine-error.ts';
import type { ProblemLog } from './problem-log.ts';
import type { BlockSource } from './query/block-source.ts';
import type { Block } from './segments/block.ts';
import { StoredBlock } from './segments/stored-block.ts';

/** The blocks of a store without those that were found to be damaged: a query answers from what is left. */
export class SoundBlocks implements BlockSource {
  readonly #source: BlockSource;
  readonly #problems: ProblemLog;
  readonly #damaged = new Set<string>();

  constructor(source: BlockSource, problems: ProblemLog) {
    this.#source = source;
    this.#problems = problems;
  }

  *blocks(startMs: number, endMs: number): Generator<Block> {
    for (const block of this.#source.blocks(startMs, endMs)) if (!this.isDamaged(block)) yield block;
  }

  /** How many blocks have been left out. */
  get damagedCount(): number {
    return this.#damaged.size;
  }

  isDamaged(block: Block): boolean {
    return (
      this.#damaged.size > 0 && block instanceof StoredBlock && this.#damaged.has(placeOf(block.fileName, block.offset))
    );
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

  /** Leaves the block out that an error is about, and reports it. Throws any other error, and one that says nothing new. */
  leaveOut(error: unknown): void {
    if (!(error instanceof CorruptionError)) throw error;
    const place = placeOf(error.file, error.offset);
    if (this.#damaged.has(place)) throw error;
    this.#damaged.add(place);
    this.#problems.add({
      kind: 'damage',
      file: error.file,
      message: `a block is left out of queries: ${error.message}`,
    });
  }
}

function placeOf(file: string, offset: number): string {
  return `${offset} ${file}`;
}
