import { equalRuns } from '../bytes/equal-runs.ts';
import { decodeText, hashRange } from './byte-ranges.ts';

/** Numbers distinct runs of bytes in order of first appearance, and keeps them back to back. It grows, and makes no string. */
export class ByteTable {
  private held: Uint8Array = new Uint8Array(1 << 10);
  private view = new DataView(this.held.buffer);
  private starts: Uint32Array = new Uint32Array(1 << 6);
  private hashes: Int32Array = new Int32Array(1 << 6);
  /** Numbers by hash, -1 where there is none. */
  private slots: Int32Array = new Int32Array(1 << 7).fill(-1);
  count = 0;

  /** The number of the bytes `[start, end)` of a view, a new one where they are new. */
  idOf(source: DataView, start: number, end: number): number {
    const hash = hashRange(source, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let id = this.slots[slot]!; id >= 0; id = this.slots[slot]!) {
      if (this.hashes[id] === hash && this.holds(id, source, start, end - start)) return id;
      slot = (slot + 1) & mask;
    }
    this.slots[slot] = this.count;
    return this.add(source, start, end - start, hash);
  }

  /** The bytes of a number. */
  bytesOf(id: number): Uint8Array {
    return this.held.subarray(this.starts[id]!, this.starts[id + 1]!);
  }

  /** The bytes of a number as text. */
  text(id: number): string {
    return decodeText(this.held, this.starts[id]!, this.starts[id + 1]!);
  }

  /** A copy of all bytes, by number. */
  bytes(): Uint8Array {
    return this.held.slice(0, this.starts[this.count]!);
  }

  /** Where each begins in `bytes()`, and the end of the last. */
  offsets(): Uint32Array {
    return this.starts.slice(0, this.count + 1);
  }

  private holds(id: number, source: DataView, start: number, length: number): boolean {
    const own = this.starts[id]!;
    return this.starts[id + 1]! - own === length && equalRuns(this.view, own, source, start, length);
  }

  private add(source: DataView, start: number, length: number, hash: number): number {
    const id = this.count++;
    const at = this.starts[id]!;
    if (at + length > this.held.length) this.growBytes(at + length);
    if (id + 2 > this.starts.length) this.growNumbers();
    this.held.set(new Uint8Array(source.buffer, source.byteOffset + start, length), at);
    this.starts[id + 1] = at + length;
    this.hashes[id] = hash;
    if (this.count * 2 > this.slots.length) this.growTable();
    return id;
  }

  private growBytes(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.held.length * 2));
    grown.set(this.held);
    this.held = grown;
    this.view = new DataView(grown.buffer);
  }

  private growNumbers(): void {
    const starts = new Uint32Array(this.starts.length * 2);
    starts.set(this.starts);
    this.starts = starts;
    const hashes = new Int32Array(starts.length);
    hashes.set(this.hashes);
    this.hashes = hashes;
  }

  private growTable(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = this.hashes[id]! & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = id;
    }
  }
}
