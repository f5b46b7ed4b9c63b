// Loops that run once a block are functions of their own: V8 compiles a function while its loop runs, for the place in it where
// it then is, and has to throw that code away where a second loop follows that it has not seen yet.

/** `target[places[i]] = values[i]`. */
export function scatter(values: Uint32Array, places: Int32Array, target: Uint32Array): void {
  for (let i = 0; i < places.length; i++) target[places[i]!] = values[i]!;
}

/** `target[i] = values[places[i]]`. */
export function gatherUints(values: Uint32Array, places: Uint32Array, target: Uint32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = values[places[i]!]!;
}

/** The rows as stored and the rows of the batch, each by the other, where rows came in the order of time. */
export function placeInOrder(storedByTime: Uint32Array, arrivalOf: Uint32Array, storedOf: Uint32Array): void {
  for (let i = 0; i < storedByTime.length; i++) {
    const stored = storedByTime[i]!;
    arrivalOf[stored] = i;
    storedOf[i] = stored;
  }
}

/** The same where they came in another order, `byTime` being their order of time. */
export function placeByTime(
  storedByTime: Uint32Array,
  byTime: Uint32Array,
  arrivalOf: Uint32Array,
  storedOf: Uint32Array,
): void {
  for (let i = 0; i < storedByTime.length; i++) {
    const arrival = byTime[i]!;
    const stored = storedByTime[i]!;
    arrivalOf[stored] = arrival;
    storedOf[arrival] = stored;
  }
}

/** `target[i] = source[places[i]]` for all places. */
export function pick(source: Int32Array, places: Uint32Array, target: Int32Array): void {
  for (let i = 0; i < places.length; i++) target[i] = source[places[i]!]!;
}

/** Where the run of equal values that begins at `start` ends. */
export function endOfRun(values: Int32Array, start: number): number {
  const value = values[start];
  let end = start + 1;
  while (end < values.length && values[end] === value) end++;
  return end;
}

/** Notes for each value, given in order of arrival, at which row it will be stored. */
export function markPlaces(arrivals: Int32Array, storedOf: Uint32Array, valueAt: Int32Array, placed: Int32Array): void {
  for (let value = 0; value < arrivals.length; value++) {
    const stored = storedOf[arrivals[value]!]!;
    valueAt[stored] = value;
    placed[stored >>> 5]! |= 1 << (stored & 31);
  }
}

/** Lists what `markPlaces` noted in the order of rows, and clears its bits. */
export function listPlaces(
  placed: Int32Array,
  words: number,
  valueAt: Int32Array,
  rows: Uint32Array,
  values: Uint32Array,
): void {
  let used = 0;
  for (let i = 0; i < words; i++) {
    const word = placed[i]!;
    if (word === 0) continue;
    placed[i] = 0;
    for (let rest = word; rest !== 0; rest &= rest - 1) {
      const stored = (i << 5) + 31 - Math.clz32(rest & -rest);
      rows[used] = stored;
      values[used++] = valueAt[stored]!;
    }
  }
}

/** `target[i] = values[places[i]]`. */
export function gatherFloats(values: Float64Array, places: Uint32Array, target: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = values[places[i]!]!;
}

/** `target[i] = values[places[i]]`. */
export function gatherInts(values: Int32Array, places: Uint32Array, target: Uint32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = values[places[i]!]!;
}

/** Whether every value is 0. */
export function isAllZero(values: Int32Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}

/** Each value less `by`. */
export function lessened(values: Int32Array, by: number): Int32Array {
  const less = new Int32Array(values.length);
  for (let i = 0; i < less.length; i++) less[i] = values[i]! - by;
  return less;
}

/** The shape of each row as stored, rows of the batch being counted from `from`. */
export function gatherShapeIds(shapeIds: Int32Array, from: number, arrivalOf: Uint32Array, ids: Int32Array): void {
  for (let stored = 0; stored < ids.length; stored++) ids[stored] = shapeIds[from + arrivalOf[stored]!]!;
}
