import { LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';

/**
 * Sees each entry before it is stored. It may change the entry, return another in its place, or return `null` to drop it; what
 * returns nothing keeps it. Whatever a hook throws is counted, and the entry goes on as the hook left it.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that returns nothing is the usual one.
export type PreIngestHook = (entry: LogEntry) => LogEntry | LogEntryInit | null | undefined | void;

/** The hooks of ingestion, in the order in which they were added; each sees what the one before it left. */
export class PreIngestHooks {
  /** Entries that a hook dropped. */
  droppedCount = 0;
  /** How often a hook has thrown or returned what is no entry. */
  failureCount = 0;
  /** Lines that no entry could be made of, and which were stored without hooks. */
  skippedCount = 0;
  /** What went wrong last. */
  lastError: unknown;
  readonly #hooks = new Set<{ readonly hook: PreIngestHook }>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#hooks.size;
  }

  /** Returns what takes the hook away again. */
  add(hook: PreIngestHook): () => void {
    if (typeof hook !== 'function') throw new InvalidArgumentError(`a hook must be a function; got ${typeof hook}`);
    const entry = { hook };
    this.#hooks.add(entry);
    return () => {
      this.#hooks.delete(entry);
    };
  }

  /** The entry to store in place of this one, which may be changed; null to store none. */
  run(entry: LogEntry): LogEntry | null {
    let current = entry;
    for (const { hook } of [...this.#hooks]) {
      try {
        const result = hook(current);
        if (result === undefined) continue;
        if (result === null) {
          this.droppedCount++;
          return null;
        }
        current = this.#entryOf(result);
      } catch (error) {
        this.failureCount++;
        this.lastError = error;
      }
    }
    return current;
  }

  #entryOf(result: LogEntry | LogEntryInit): LogEntry {
    if (result instanceof LogEntry) return result;
    if (typeof result === 'object' && 'then' in result && typeof result.then === 'function') {
      // Nobody waits for it, so nobody else would hear that it failed.
      Promise.resolve(result).catch(() => undefined);
      throw new InvalidArgumentError('a hook of ingestion must return its result at once, not a promise');
    }
    return new LogEntry(result, this.#clock);
  }
}
