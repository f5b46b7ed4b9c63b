/**
 * The value that stands at `nth` (from 0) when the values are sorted; reorders them. No value is NaN. Expected time is
 * linear: each step looks at the part that holds the place (Hoare's selection, with Floyd and Rivest's sample for the pivots).
 */
export function selectNth(values: Float64Array, nth: number): number {
  select(values, 0, values.length - 1, nth);
  return values[nth]!;
}

/** Below so many values a sample costs more than it saves. */
const SAMPLE_MIN = 600;

function select(values: Float64Array, first: number, last: number, nth: number): void {
  let left = first;
  let right = last;
  while (right > left) {
    if (right - left > SAMPLE_MIN) {
      const n = right - left + 1;
      const i = nth - left + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const sd = 0.5 * Math.sqrt((z * s * (n - s)) / n) * (i < n / 2 ? -1 : 1);
      const newLeft = Math.max(left, Math.floor(nth - (i * s) / n + sd));
      const newRight = Math.min(right, Math.floor(nth + ((n - i) * s) / n + sd));
      select(values, newLeft, newRight, nth);
    }
    const pivot = values[nth]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i] = values[j]!;
      values[j] = swapped;
      i++;
      j--;
    }
    if (nth <= j) right = j;
    else if (nth >= i) left = i;
    else return;
  }
}
