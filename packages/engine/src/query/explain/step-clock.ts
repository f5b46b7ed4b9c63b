/** What is measured of a step of a query. */
export interface StepFigures {
  rowsIn: number;
  rowsOut: number;
  /** Milliseconds of the step itself, without the steps that it calls. */
  ms: number;
}

/** Tells the time that each of several steps takes that call one another. */
export class StepClock {
  private readonly now: () => number;
  private readonly open: StepFigures[] = [];
  private sinceMs = 0;

  /** @param now Milliseconds since any fixed point. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Runs a part of a step; what other steps take meanwhile is theirs. */
  measure<T>(step: StepFigures, work: () => T): T {
    this.switchTo(() => this.open.push(step));
    try {
      return work();
    } finally {
      this.switchTo(() => this.open.pop());
    }
  }

  private switchTo(change: () => void): void {
    const nowMs = this.now();
    const running = this.open.at(-1);
    if (running !== undefined) running.ms += nowMs - this.sinceMs;
    this.sinceMs = nowMs;
    change();
  }
}
