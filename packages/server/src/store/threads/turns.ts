import { setImmediate } from 'node:timers/promises';

/** Queries of a worker take turns after so many milliseconds. */
const TURN_MS = 4;

/** The turns of a query in a worker: `if (turns.isOver) await turns.letOthersRun()` after each step. */
export class Turns {
  #endsMs = performance.now() + TURN_MS;

  get isOver(): boolean {
    return performance.now() >= this.#endsMs;
  }

  async letOthersRun(): Promise<void> {
    await setImmediate();
    this.#endsMs = performance.now() + TURN_MS;
  }
}
