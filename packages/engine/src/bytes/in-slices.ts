/**
 * So few rounds of a loop that V8 compiles the function around it when it was called often, and for its beginning alone. One whose
 * loop runs for a whole block is compiled for the middle of that loop too, and that code is thrown away where the loop ends.
 */
const SLICE = 256;

/** Does work for `[0, count)`, slice by slice. */
export function inSlices(count: number, work: (from: number, to: number) => void): void {
  for (let from = 0; from < count; from += SLICE) work(from, Math.min(from + SLICE, count));
}
