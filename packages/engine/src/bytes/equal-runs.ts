/** Whether two runs of `length` bytes are equal, four bytes at a time. */
export function equalRuns(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) if (a.getUint8(aStart + i) !== b.getUint8(bStart + i)) return false;
    return true;
  }
  const last = length - 4;
  for (let i = 0; i < last; i += 4) if (a.getInt32(aStart + i) !== b.getInt32(bStart + i)) return false;
  // The last four overlap with those before them where the length is no multiple of four.
  return a.getInt32(aStart + last) === b.getInt32(bStart + last);
}
