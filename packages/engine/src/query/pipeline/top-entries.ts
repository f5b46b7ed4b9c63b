/**
 * The keys of the greatest counts with these, from the greatest on; equal counts are in the order of their keys.
 * @param counts By key.
 */
export function topEntries(
  keys: Iterable<string>,
  counts: Float64Array,
  limit: number,
  compareKeys: (a: string, b: string) => number,
): [string, number][] {
  const bound = countAt(counts, limit);
  const entries: [string, number][] = [];
  let at = 0;
  for (const key of keys) {
    const count = counts[at++]!;
    if (count >= bound) entries.push([key, count]);
  }
  return entries.sort((a, b) => b[1] - a[1] || compareKeys(a[0], b[0])).slice(0, limit);
}

/** The `limit`-th greatest count: of many counts few are worth sorting with their keys. */
function countAt(counts: Float64Array, limit: number): number {
  if (counts.length <= limit) return 0;
  const sorted = counts.toSorted();
  return sorted[sorted.length - limit]!;
}
