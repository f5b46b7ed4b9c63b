import { getHeapStatistics } from 'node:v8';
import { QuietTime } from './quiet-time.ts';

/** A thread with nothing to do for so long gives back what it does not need. */
const QUIET_MS = 2000;
/** Less is not worth the tens of milliseconds that a collection takes. */
const GROWTH_BYTES = 8 * 1024 * 1024;

/**
 * Collects the garbage of a thread that pauses. V8 collects when memory is asked for: what a thread has left behind when its work ends, some
 * ten megabytes of heap and as much outside, would stay until there is work again. It needs the function `gc`, see `tuneProcess`.
 */
export class PauseCollection {
  readonly #quiet = new QuietTime(QUIET_MS, () => this.#collect());
  #bytes = 0;

  /** The thread works. */
  stir(): void {
    this.#quiet.stir();
  }

  #collect(): void {
    if (globalThis.gc === undefined || usedBytes() < this.#bytes + GROWTH_BYTES) return;
    globalThis.gc();
    this.#bytes = usedBytes();
  }
}

function usedBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
