const SHARED_MAX = 256;
const shared: (Uint32Array | undefined)[] = [];

/** A list of one number, not to be written to: those of small numbers are shared, for lines may have any number of fields with one value. */
export function listOfOne(value: number): Uint32Array {
  if (value >= SHARED_MAX) return Uint32Array.of(value);
  let list = shared[value];
  if (list === undefined) {
    list = Uint32Array.of(value);
    shared[value] = list;
  }
  return list;
}
