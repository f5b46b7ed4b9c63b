/** Batches on their way from a thread to a reader that takes them one by one. */
export class BatchQueue<T> {
  #batches: T[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #wake: (() => void) | undefined;

  push(batch: T): void {
    this.#batches.push(batch);
    this.#wake?.();
  }

  /** Nothing comes any more. */
  end(error?: Error): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  /** The next batch; undefined at the end. @throws the error of `end`, behind the batches that came before it */
  async take(): Promise<T | undefined> {
    for (;;) {
      const batch = this.#batches.shift();
      if (batch !== undefined) return batch;
      if (this.#end?.error !== undefined) throw this.#end.error;
      if (this.#end !== undefined) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
