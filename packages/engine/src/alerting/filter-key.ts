/** A text that two filters, or lists of plain data, share only if they are the same: same kinds, same fields, same parts in the same order. */
export function filterKey(filter: object): string {
  return JSON.stringify(filter, (_key, value: unknown) => {
    if (typeof value === 'bigint') return { bigint: value.toString() };
    // JSON writes null for both; the ends of a range are often open.
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return { infinity: value > 0 };
    return value;
  });
}
