/**
 * The order of a block's rows. Rows are stored cluster by cluster (rows of one message template together), each cluster in
 * (time, sequence) order: columns whose values go with the template then stand in long runs. What is kept is the
 * cluster of each row in time order; a stable counting sort by cluster gives the place of each row.
 */
export class RowOrder {
  /** The cluster of each row, in time order. */
  readonly clusters: Uint32Array;
  /** The rows (as stored) in time order. */
  readonly byTime: Uint32Array;

  constructor(clusters: Uint32Array, clusterCount: number) {
    this.clusters = clusters;
    const next = new Uint32Array(clusterCount + 1);
    countClusters(clusters, next);
    for (let c = 0; c < clusterCount; c++) next[c + 1]! += next[c]!;
    this.byTime = new Uint32Array(clusters.length);
    placeRows(clusters, next, this.byTime);
  }
}

function countClusters(clusters: Uint32Array, counts: Uint32Array): void {
  for (let i = 0; i < clusters.length; i++) counts[clusters[i]! + 1]!++;
}

function placeRows(clusters: Uint32Array, next: Uint32Array, byTime: Uint32Array): void {
  for (let i = 0; i < clusters.length; i++) byTime[i] = next[clusters[i]!]!++;
}

/** Sorts positions by (ms, subMs, position); null when they are in that order already. */
export function timeOrder(ms: Float64Array, subMs: Int32Array, count: number): Uint32Array | null {
  const starts = runStarts(ms, subMs, count);
  if (starts.length <= 2) return null;
  return mergeRuns(ms, subMs, count, starts);
}

/** Where each ascending run begins, and `count` at the end. */
function runStarts(ms: Float64Array, subMs: Int32Array, count: number): number[] {
  const starts = [0];
  for (let i = 1; i < count; i++) {
    if (ms[i]! < ms[i - 1]! || (ms[i] === ms[i - 1] && subMs[i]! < subMs[i - 1]!)) starts.push(i);
  }
  starts.push(count);
  return starts;
}

/**
 * A natural merge sort: lines arrive nearly in order, in runs that only need merging. Stable, so that equal times keep the
 * order of arrival.
 */
function mergeRuns(ms: Float64Array, subMs: Int32Array, count: number, runs: readonly number[]): Uint32Array {
  let from = new Uint32Array(count);
  for (let i = 0; i < count; i++) from[i] = i;
  let into = new Uint32Array(count);
  let starts = runs;
  while (starts.length > 2) {
    const merged = [0];
    for (let run = 0; run + 1 < starts.length; run += 2) {
      const start = starts[run]!;
      const middle = starts[run + 1]!;
      const end = run + 2 < starts.length ? starts[run + 2]! : middle;
      mergeInto(ms, subMs, from, into, start, middle, end);
      merged.push(end);
    }
    const spare = from;
    from = into;
    into = spare;
    starts = merged;
  }
  return from;
}

function mergeInto(
  ms: Float64Array,
  subMs: Int32Array,
  from: Uint32Array,
  into: Uint32Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeLeft = right >= end || (left < middle && !isBefore(ms, subMs, from[right]!, from[left]!));
    into[at] = takeLeft ? from[left++]! : from[right++]!;
  }
}

function isBefore(ms: Float64Array, subMs: Int32Array, a: number, b: number): boolean {
  return ms[a]! < ms[b]! || (ms[a] === ms[b] && subMs[a]! < subMs[b]!);
}
