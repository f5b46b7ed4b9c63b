/**
 * The times of matches, sorted, with counts over ranges: what a window knows. Matches of equal time are one *run*.
 *
 * Runs lie in chunks of up to 512 in ascending order of time:
 *
 *     chunks  [ run run run … ] [ run run … ] [ run ]      each run: ms, ns, newest sequence, matches up to here
 *       before 0                 812           1430         matches in the chunks before
 *
 * A match at or after the newest time is appended: constant cost. A late one is a binary search, a move within one
 * chunk and an addition per later chunk. `steps` counts that work, so that a test can hold the claim.
 */
export class MatchTimes {
  private chunks: Chunk[] = [];
  /** Times are rounded down to a multiple of so many milliseconds; 0 keeps nanoseconds. */
  private grain = 0;
  private runs = 0;
  private work = 0;

  /** The number of distinct times. */
  get runCount(): number {
    return this.runs;
  }

  /** Milliseconds that times are rounded down to; 0 when they are exact. */
  get grainMs(): number {
    return this.grain;
  }

  /** Runs looked at or moved since the beginning. */
  get steps(): number {
    return this.work;
  }

  /** Adds `count` matches at a time: whole milliseconds and the nanoseconds within. */
  add(ms: number, ns: number, sequence: number, count = 1): void {
    let atMs = ms;
    let atNs = ns;
    if (this.grain > 0) {
      atMs = Math.floor(ms / this.grain) * this.grain;
      atNs = 0;
    }
    const newest = this.chunks.at(-1);
    if (newest === undefined || isAfter(atMs, atNs, newest)) this.append(atMs, atNs, sequence, count);
    else this.insert(atMs, atNs, sequence, count);
  }

  /** The number of matches between two times, both inclusive. */
  count(lowMs: number, lowNs: number, highMs: number, highNs: number): number {
    return this.rank(highMs, highNs, true) - this.rank(lowMs, lowNs, false);
  }

  /** The newest sequences of the newest runs between two times, both inclusive; up to `max`, newest time first. */
  newest(lowMs: number, lowNs: number, highMs: number, highNs: number, max: number): MatchReference[] {
    const found: MatchReference[] = [];
    for (let c = this.chunkOf(highMs, highNs); c >= 0; c--) {
      const chunk = this.chunks[c]!;
      for (let i = this.search(chunk, highMs, highNs, true) - 1; i >= 0; i--) {
        const ms = chunk.ms[i]!;
        const ns = chunk.ns[i]!;
        if (found.length === max || ms < lowMs || (ms === lowMs && ns < lowNs)) return found;
        found.push({ ms, ns, sequence: chunk.sequences[i]! });
      }
    }
    return found;
  }

  /** Forgets the runs strictly between two times. */
  removeBetween(lowMs: number, lowNs: number, highMs: number, highNs: number): void {
    const first = Math.max(0, this.chunkOf(lowMs, lowNs));
    const last = this.chunkOf(highMs, highNs);
    if (last < first) return;
    for (let c = first; c <= last; c++) {
      const chunk = this.chunks[c]!;
      const start = this.search(chunk, lowMs, lowNs, true);
      const end = this.search(chunk, highMs, highNs, false);
      if (start < end) this.cut(chunk, start, end);
    }
    this.renumber(first, last);
  }

  /** Forgets the runs before a time. */
  evictBefore(ms: number): void {
    let gone = 0;
    while (gone < this.chunks.length && this.chunks[gone]!.ms.at(-1)! < ms) this.runs -= this.chunks[gone++]!.ms.length;
    this.work += gone;
    this.chunks.splice(0, gone);
    const first = this.chunks[0];
    if (first === undefined || first.ms[0]! >= ms) return;
    this.cut(first, 0, this.search(first, ms, 0, false));
    this.renumber(0, 0);
  }

  /** Rounds all times, and those to come, down to whole multiples of so many milliseconds. */
  coarsen(grainMs: number): void {
    const runs = this.toNumbers();
    this.chunks = [];
    this.runs = 0;
    this.grain = grainMs;
    this.addNumbers(runs);
  }

  /** All runs, ascending in time: ms, ns, sequence and count of each. */
  toNumbers(): number[] {
    const numbers: number[] = [];
    for (const chunk of this.chunks) {
      for (let i = 0; i < chunk.ms.length; i++) {
        const count = chunk.upTo[i]! - (i === 0 ? 0 : chunk.upTo[i - 1]!);
        numbers.push(chunk.ms[i]!, chunk.ns[i]!, chunk.sequences[i]!, count);
      }
    }
    return numbers;
  }

  /** Adds the runs of `toNumbers`. */
  addNumbers(numbers: readonly number[]): void {
    for (let i = 0; i < numbers.length; i += 4) {
      this.add(numbers[i]!, numbers[i + 1]!, numbers[i + 2]!, numbers[i + 3]!);
    }
  }

  private append(ms: number, ns: number, sequence: number, count: number): void {
    let chunk = this.chunks.at(-1);
    if (chunk === undefined || chunk.ms.length === CHUNK_RUNS_MAX) {
      chunk = {
        before: chunk === undefined ? 0 : chunk.before + total(chunk),
        ms: [],
        ns: [],
        sequences: [],
        upTo: [],
      };
      this.chunks.push(chunk);
    }
    chunk.upTo.push(total(chunk) + count);
    chunk.ms.push(ms);
    chunk.ns.push(ns);
    chunk.sequences.push(sequence);
    this.runs++;
    this.work++;
  }

  private insert(ms: number, ns: number, sequence: number, count: number): void {
    const index = Math.max(0, this.chunkOf(ms, ns));
    const chunk = this.chunks[index]!;
    const at = this.search(chunk, ms, ns, false);
    if (chunk.ms[at] === ms && chunk.ns[at] === ns) {
      chunk.sequences[at] = Math.max(chunk.sequences[at]!, sequence);
    } else {
      chunk.ms.splice(at, 0, ms);
      chunk.ns.splice(at, 0, ns);
      chunk.sequences.splice(at, 0, sequence);
      chunk.upTo.splice(at, 0, at === 0 ? 0 : chunk.upTo[at - 1]!);
      this.runs++;
    }
    for (let i = at; i < chunk.upTo.length; i++) chunk.upTo[i]! += count;
    for (let c = index + 1; c < this.chunks.length; c++) this.chunks[c]!.before += count;
    this.work += chunk.upTo.length - at + this.chunks.length - index;
    if (chunk.ms.length > CHUNK_RUNS_MAX) this.split(index);
  }

  private split(index: number): void {
    const low = this.chunks[index]!;
    const half = low.ms.length >>> 1;
    const lowTotal = low.upTo[half - 1]!;
    const high: Chunk = {
      before: low.before + lowTotal,
      ms: low.ms.splice(half),
      ns: low.ns.splice(half),
      sequences: low.sequences.splice(half),
      upTo: low.upTo.splice(half).map((upTo) => upTo - lowTotal),
    };
    this.chunks.splice(index + 1, 0, high);
    this.work += half + this.chunks.length - index;
  }

  /** Takes the runs `[start, end)` out of a chunk, which may become empty. */
  private cut(chunk: Chunk, start: number, end: number): void {
    const removed = chunk.upTo[end - 1]! - (start === 0 ? 0 : chunk.upTo[start - 1]!);
    for (const column of [chunk.ms, chunk.ns, chunk.sequences, chunk.upTo]) column.splice(start, end - start);
    for (let i = start; i < chunk.upTo.length; i++) chunk.upTo[i]! -= removed;
    this.runs -= end - start;
    this.work += end - start + chunk.upTo.length - start;
  }

  /** Drops the empty chunks among `first` to `last` and counts anew what lies before the others. */
  private renumber(first: number, last: number): void {
    const kept = this.chunks.slice(first, last + 1).filter((chunk) => chunk.ms.length > 0);
    let before = first === 0 ? 0 : this.chunks[first - 1]!.before + total(this.chunks[first - 1]!);
    this.chunks.splice(first, last + 1 - first, ...kept);
    for (let c = first; c < this.chunks.length; c++) {
      this.chunks[c]!.before = before;
      before += total(this.chunks[c]!);
    }
    this.work += this.chunks.length - first;
  }

  /** The number of matches before a time, or up to and with it. */
  private rank(ms: number, ns: number, inclusive: boolean): number {
    const index = this.chunkOf(ms, ns);
    if (index < 0) return this.chunks[0]?.before ?? 0;
    const chunk = this.chunks[index]!;
    const at = this.search(chunk, ms, ns, inclusive);
    return chunk.before + (at === 0 ? 0 : chunk.upTo[at - 1]!);
  }

  /** The last chunk that begins at or before a time, or -1. */
  private chunkOf(ms: number, ns: number): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = this.chunks[middle]!;
      this.work++;
      if (chunk.ms[0]! < ms || (chunk.ms[0] === ms && chunk.ns[0]! <= ns)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The first run of a chunk at or after a time; after it, if `after`. */
  private search(chunk: Chunk, ms: number, ns: number, after: boolean): number {
    let low = 0;
    let high = chunk.ms.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const atMs = chunk.ms[middle]!;
      const atNs = chunk.ns[middle]!;
      this.work++;
      const isBelow = atMs < ms || (atMs === ms && (atNs < ns || (after && atNs === ns)));
      if (isBelow) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A match by its time and the sequence number of its row. */
export interface MatchReference {
  readonly ms: number;
  readonly ns: number;
  readonly sequence: number;
}

/** Small enough to move at once, large enough that a full window has few of them. */
const CHUNK_RUNS_MAX = 512;

interface Chunk {
  before: number;
  readonly ms: number[];
  readonly ns: number[];
  readonly sequences: number[];
  /** The matches of the chunk up to and with each run. */
  readonly upTo: number[];
}

function total(chunk: Chunk): number {
  return chunk.upTo.at(-1) ?? 0;
}

/** Whether a time lies after every run of a chunk that is not empty. */
function isAfter(ms: number, ns: number, chunk: Chunk): boolean {
  const lastMs = chunk.ms.at(-1)!;
  return ms > lastMs || (ms === lastMs && ns > chunk.ns.at(-1)!);
}
