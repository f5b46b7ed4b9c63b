import type { MemoryBlock } from '../segments/memory-block.ts';
import { Head, type HeadSnapshot } from './head.ts';
import { SharedLinesReader } from './shared-lines.ts';

/** Rows that were accepted once are never refused again. */
const KEPT = { malformed: 'keep', lineBytesMax: Number.POSITIVE_INFINITY } as const;

/** A head that another thread writes: its lines are parsed here too, each once. */
export class HeadView {
  readonly id: string;
  readonly #head: Head;
  readonly #reader: SharedLinesReader;

  constructor({ firstSequence, lines }: HeadSnapshot) {
    this.id = lines.id;
    this.#head = new Head(firstSequence);
    this.#reader = new SharedLinesReader(lines.id);
  }

  /** The rows of the snapshot as blocks, which are free to keep. Undefined where rows beyond it were read already. */
  blocks({ lines }: HeadSnapshot): readonly MemoryBlock[] | undefined {
    if (this.#reader.rowCount > lines.rowCount) return undefined;
    for (const { lines: bytes, nowMs } of this.#reader.read(lines)) this.#head.add(bytes, { ...KEPT, nowMs });
    return this.#head.blocks();
  }
}
