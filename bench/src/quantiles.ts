/** The median of values. */
export function medianOf(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}

/** The least of the values that this share of them does not exceed. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}
