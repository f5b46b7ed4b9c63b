import type { CancelSignal } from 'log-analytics-engine/internals';

/** A signal over one number in shared memory: 1 when what it is about is to end. */
export function cancelSignalOf(flag: Int32Array): CancelSignal {
  return {
    get aborted(): boolean {
      return Atomics.load(flag, 0) === 1;
    },
  };
}
