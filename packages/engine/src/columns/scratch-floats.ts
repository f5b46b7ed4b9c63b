let scratch = new Float64Array(1 << 10);

/** Memory for numbers on their way into a stream; at least `count` of them, of any value. Valid until the next call. */
export function scratchFloats(count: number): Float64Array {
  if (scratch.length < count) scratch = new Float64Array(Math.max(count, scratch.length * 2));
  return scratch;
}
