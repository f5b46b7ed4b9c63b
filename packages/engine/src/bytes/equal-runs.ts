/** Whether two runs of `length` bytes are equal, four bytes at a time: little endian, as processors are. */
export function equalRuns(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) if (a.getUint8(aStart + i) !== b.getUint8(bStart + i)) return false;
    return true;
  }
  const last = length - 4;
  for (let i = 0; i < last; i += 4) if (a.getInt32(aStart + i, true) !== b.getInt32(bStart + i, true)) return false;
  // The last four overlap with those before them where the length is no multiple of four.
  return a.getInt32(aStart + last, true) === b.getInt32(bStart + last, true);
}
