import { equalRuns } from '../bytes/equal-runs.ts';
import { shortHash } from '../bytes/short-hash.ts';

/** More distinct values than this, and a field is no dictionary. */
const VALUES_MAX = 1024;
/** Longer values than this are not worth a table. */
const VALUE_BYTES_MAX = 64;

/**
 * Numbers the values of a field as they are read, while their bytes are in the processor's nearest cache: building the
 * column then need not look at them again. It lives from batch to batch, as most fields keep their values.
 */
export class FieldDictionary {
  private bytes: Uint8Array = new Uint8Array(1 << 9);
  private view = new DataView(this.bytes.buffer);
  private readonly offsets = new Uint32Array(VALUES_MAX + 1);
  private readonly hashes = new Int32Array(VALUES_MAX);
  /** Codes by hash, -1 where there is none. */
  private readonly slots = new Int16Array(VALUES_MAX * 2).fill(-1);
  private lastCode = 0;
  count = 0;

  /** The code of the value `[start, end)` of `source`, given a new one where it has none; -1 when the dictionary cannot hold it. */
  codeOf(source: DataView, start: number, end: number): number {
    const length = end - start;
    if (this.count > 0 && this.holds(this.lastCode, source, start, length)) return this.lastCode;
    if (length > VALUE_BYTES_MAX) return -1;
    const hash = shortHash(source, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let code = this.slots[slot]!; code >= 0; code = this.slots[slot]!) {
      if (this.hashes[code] === hash && this.holds(code, source, start, length)) {
        this.lastCode = code;
        return code;
      }
      slot = (slot + 1) & mask;
    }
    if (this.count === VALUES_MAX) return -1;
    this.slots[slot] = this.count;
    this.add(source, start, length, hash);
    return this.lastCode;
  }

  /** The bytes of a value, a view that is valid until another one is added. */
  bytesOf(code: number): Uint8Array {
    return this.bytes.subarray(this.offsets[code]!, this.offsets[code + 1]!);
  }

  lengthOf(code: number): number {
    return this.offsets[code + 1]! - this.offsets[code]!;
  }

  /** Forgets values that may have gone out of use, where little room is left; only between batches. */
  trim(): void {
    if (this.count * 2 < VALUES_MAX) return;
    this.count = 0;
    this.slots.fill(-1);
  }

  private holds(code: number, source: DataView, start: number, length: number): boolean {
    const own = this.offsets[code]!;
    if (this.offsets[code + 1]! - own !== length) return false;
    return equalRuns(this.view, own, source, start, length);
  }

  private add(source: DataView, start: number, length: number, hash: number): void {
    const code = this.count++;
    const at = this.offsets[code]!;
    if (at + length > this.bytes.length) {
      const grown = new Uint8Array(this.bytes.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    for (let i = 0; i < length; i++) this.bytes[at + i] = source.getUint8(start + i);
    this.offsets[code + 1] = at + length;
    this.hashes[code] = hash;
    this.lastCode = code;
  }
}
