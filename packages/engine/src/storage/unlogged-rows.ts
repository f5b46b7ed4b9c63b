import type { Head } from './head.ts';
import type { HeadLog } from './head-log.ts';
import { RECORD_KIND } from './write-ahead-log-format.ts';

/** The rows `[from, to)` of a head; those without a time of their own came at `nowMs`, milliseconds since 1970. */
interface HeadRows {
  readonly from: number;
  to: number;
  readonly nowMs: number;
}

/**
 * Rows of a head that are in no log yet. Their lines are made when they are logged: most rows are in a block before that is due, so
 * that lines kept for it would be kept in vain.
 */
export class UnloggedRows {
  /** In the order of their rows. */
  #runs: HeadRows[] = [];

  get isEmpty(): boolean {
    return this.#runs.length === 0;
  }

  /** @param isTimed whether the rows have times of their own, so that their time of arrival does not matter */
  add(from: number, to: number, nowMs: number, isTimed: boolean): void {
    const last = this.#runs.at(-1);
    if (last !== undefined && last.to === from && (last.nowMs === nowMs || isTimed)) last.to = to;
    else this.#runs.push({ from, to, nowMs });
  }

  /** The rows are stored elsewhere. */
  clear(): void {
    this.#runs = [];
  }

  /** Logs the rows of `head`. @throws StorageError; those that were not logged stay */
  log(head: Head, log: HeadLog): void {
    if (this.isEmpty) return;
    const first = this.#runs[0]!.from;
    const lines = head.lines(first, this.#runs.at(-1)!.to);
    let logged = 0;
    try {
      for (const { from, to, nowMs } of this.#runs) {
        const payload = Buffer.from(lines.slice(from - first, to - first).join(''));
        const firstSequence = head.firstSequence + from;
        log.append({ kind: RECORD_KIND.rows, firstSequence, rowCount: to - from, nowMs, payload });
        logged++;
      }
    } finally {
      this.#runs.splice(0, logged);
    }
  }
}
