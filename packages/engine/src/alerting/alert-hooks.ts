import type { Alert } from './alert.ts';

/** Is told of each alert. What it returns is not looked at, except that a promise may be rejected. */
export type AlertHook = (alert: Alert) => unknown;

/** The hooks that are told of alerts. One that throws, or whose promise is rejected, is counted and harms nobody. */
export class AlertHooks {
  private readonly hooks = new Set<{ readonly hook: AlertHook }>();
  private failures = 0;
  private last: unknown;

  /** How often a hook has thrown or its promise was rejected. */
  get failureCount(): number {
    return this.failures;
  }

  /** What the last failing hook threw; undefined before. */
  get lastError(): unknown {
    return this.last;
  }

  /** Adds a hook. Returns what takes it away again. */
  add(hook: AlertHook): () => void {
    const entry = { hook };
    this.hooks.add(entry);
    return () => {
      this.hooks.delete(entry);
    };
  }

  /** Tells all hooks, in the order in which they were added. */
  notify(alert: Alert): void {
    for (const { hook } of [...this.hooks]) {
      try {
        const result = hook(alert);
        if (isThenable(result)) Promise.resolve(result).catch((error: unknown) => this.fail(error));
      } catch (error) {
        this.fail(error);
      }
    }
  }

  /** Counts a failure. */
  fail(error: unknown): void {
    this.failures++;
    this.last = error;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
