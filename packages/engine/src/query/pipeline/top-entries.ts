/** The entries of the greatest counts, from the greatest on; equal counts are in the order of their keys. */
export function topEntries(
  counts: ReadonlyMap<string, number>,
  limit: number,
  compareKeys: (a: string, b: string) => number,
): [string, number][] {
  const compare = (a: [string, number], b: [string, number]): number => b[1] - a[1] || compareKeys(a[0], b[0]);
  const bound = countAt(counts, limit);
  const entries: [string, number][] = [];
  for (const entry of counts) if (entry[1] >= bound) entries.push(entry);
  return entries.sort(compare).slice(0, limit);
}

/** The `limit`-th greatest count: of many counts few are worth sorting with their keys. */
function countAt(counts: ReadonlyMap<string, number>, limit: number): number {
  if (counts.size <= limit) return 0;
  const sorted = Float64Array.from(counts.values()).sort();
  return sorted[sorted.length - limit]!;
}
