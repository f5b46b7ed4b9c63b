/**
 * A hash of a run of bytes for tables in memory, signed, 32 bits. Up to 16 bytes are hashed in four words that overlap: most values
 * and keys are no longer.
 */
export function shortHash(source: DataView, start: number, end: number): number {
  const length = end - start;
  let hash = length;
  if (length >= 4) {
    hash = Math.imul(hash ^ source.getInt32(start, true), 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ source.getInt32(end - 4, true), 0x9e3779b1);
    if (length > 8) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ source.getInt32(start + 4, true), 0x9e3779b1);
      hash = Math.imul(hash ^ (hash >>> 15) ^ source.getInt32(end - 8, true), 0x9e3779b1);
      for (let at = start + 8; at < end - 8; at += 4)
        hash = Math.imul(hash ^ (hash >>> 15) ^ source.getInt32(at, true), 0x9e3779b1);
    }
  } else for (let at = start; at < end; at++) hash = Math.imul(hash ^ source.getUint8(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
