/** Requests of the API that are under way, so that a server that stops can end them. */
export class ActiveRequests {
  readonly #all = new Set<AbortController>();
  readonly #endless = new Set<AbortController>();
  #hasEnded = false;

  get count(): number {
    return this.#all.size;
  }

  /** @param isEndless whether it goes on until it is told to stop */
  add(request: AbortController, isEndless: boolean): void {
    this.#all.add(request);
    if (isEndless) this.#endless.add(request);
    if (this.#hasEnded && isEndless) request.abort();
  }

  delete(request: AbortController): void {
    this.#all.delete(request);
    this.#endless.delete(request);
  }

  /** Ends those that would not end by themselves, now and from now on. */
  endEndless(): void {
    this.#hasEnded = true;
    for (const request of this.#endless) request.abort();
  }

  endAll(): void {
    for (const request of this.#all) request.abort();
  }
}
