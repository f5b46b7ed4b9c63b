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
    for (let i = 0; i < clusters.length; i++) next[clusters[i]! + 1]!++;
    for (let c = 0; c < clusterCount; c++) next[c + 1]! += next[c]!;
    const byTime = new Uint32Array(clusters.length);
    for (let i = 0; i < clusters.length; i++) byTime[i] = next[clusters[i]!]!++;
    this.byTime = byTime;
  }
}

/** Sorts positions by (ms, subMs, position); null when they are in that order already. */
export function timeOrder(ms: Float64Array, subMs: Int32Array, count: number): Uint32Array | null {
  let sorted = true;
  for (let i = 1; i < count; i++) {
    if (ms[i]! < ms[i - 1]! || (ms[i] === ms[i - 1] && subMs[i]! < subMs[i - 1]!)) {
      sorted = false;
      break;
    }
  }
  if (sorted) return null;
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  return order.sort((a, b) => ms[a]! - ms[b]! || subMs[a]! - subMs[b]! || a - b);
}
