import { equalRuns } from '../bytes/equal-runs.ts';

import { TemplateSet, VARIABLE_MARK } from './template-set.ts';
import { copyInto } from './text-column.ts';
import type { VariableList } from './variable-list.ts';

const HASH_SEED = 0x811c9dc5 | 0;
const HASH_PRIME = 0x9e3779b1 | 0;
const BYTE_PRIME = 0x01000193;
/** What a variable adds to the hash: more than a byte can. */
const VARIABLE_HASH = 0x1ff;

/**
 * Collects the distinct templates of one block after the other. Tables and bytes are kept between blocks: fresh ones
 * would cost a small column more than its texts do.
 */
export class TemplateSetBuilder {
  private source: Uint8Array = new Uint8Array(0);
  private sourceView = new DataView(this.source.buffer);
  private bytes: Uint8Array = new Uint8Array(1 << 12);
  /** The bytes of the templates, a `VARIABLE_MARK` between the pieces. */
  view: DataView = new DataView(this.bytes.buffer);
  private used = 0;
  /**
   * Where the pieces of the templates stand in `view`, template by template; a template has one more of them than it has
   * variables.
   */
  pieceStarts: Int32Array = new Int32Array(1 << 9);
  pieceEnds: Int32Array = new Int32Array(1 << 9);
  private pieceCount = 0;
  private offsets: Uint32Array = new Uint32Array(1 << 8);
  private hashes: Int32Array = new Int32Array(1 << 8);
  /** Codes by hash, -1 where there is none. */
  private slots: Int32Array = new Int32Array(1 << 9).fill(-1);
  count = 0;

  /** Begins anew, with texts that lie in `source`. */
  begin(source: Uint8Array, sourceView: DataView): void {
    this.source = source;
    this.sourceView = sourceView;
    this.used = 0;
    this.pieceCount = 0;
    this.count = 0;
    this.slots.fill(-1);
  }

  /** The number of the template of the text `[start, end)`, added when it is new. The text's variables are those of the list from `first` on. */
  intern(start: number, end: number, variables: VariableList, first: number): number {
    const hash = this.hash(start, end, variables, first);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let code = this.slots[slot]!; code >= 0; code = this.slots[slot]!) {
      if (this.hashes[code] === hash && this.matches(code, start, end, variables, first)) return code;
      slot = (slot + 1) & mask;
    }
    const code = this.count++;
    this.slots[slot] = code;
    this.append(code, hash, start, end, variables, first);
    if (this.count * 2 > this.slots.length) this.growTable();
    return code;
  }

  /** The templates collected. */
  finish(): TemplateSet {
    return new TemplateSet(this.bytes.slice(0, this.used), this.offsets.slice(0, this.count + 1));
  }

  /** A hash of the constant text and the places of the variables. */
  private hash(start: number, end: number, variables: VariableList, first: number): number {
    const { source, sourceView } = this;
    const { starts, ends, count } = variables;
    let hash = HASH_SEED;
    let at = start;
    for (let variable = first; variable <= count; variable++) {
      const stop = variable < count ? starts[variable]! : end;
      for (const last = stop - 4; at <= last; at += 4) {
        hash = Math.imul(hash ^ sourceView.getInt32(at, true), HASH_PRIME);
        hash ^= hash >>> 15;
      }
      for (; at < stop; at++) hash = Math.imul(hash ^ source[at]!, BYTE_PRIME);
      hash = Math.imul(hash ^ VARIABLE_HASH, BYTE_PRIME);
      at = ends[variable]!;
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return hash ^ (hash >>> 13);
  }

  private matches(code: number, start: number, end: number, variables: VariableList, first: number): boolean {
    const { bytes, view, sourceView } = this;
    const { starts, ends, count } = variables;
    let at = this.offsets[code]!;
    const ownEnd = this.offsets[code + 1]!;
    let from = start;
    for (let variable = first; variable < count; variable++) {
      const length = starts[variable]! - from;
      if (at + length >= ownEnd || bytes[at + length] !== VARIABLE_MARK) return false;
      if (!equalRuns(sourceView, from, view, at, length)) return false;
      at += length + 1;
      from = ends[variable]!;
    }
    const rest = end - from;
    return at + rest === ownEnd && equalRuns(sourceView, from, view, at, rest);
  }

  private append(code: number, hash: number, start: number, end: number, variables: VariableList, first: number): void {
    if (code + 2 > this.offsets.length) this.growOffsets();
    this.reserve(end - start + variables.count - first);
    if (this.pieceCount + variables.count - first >= this.pieceStarts.length) this.growPieces(variables.count - first);
    let from = start;
    for (let variable = first; variable < variables.count; variable++) {
      this.addPiece(from, variables.starts[variable]!);
      this.bytes[this.used++] = VARIABLE_MARK;
      from = variables.ends[variable]!;
    }
    this.addPiece(from, end);
    this.hashes[code] = hash;
    this.offsets[code + 1] = this.used;
  }

  private addPiece(start: number, end: number): void {
    this.pieceStarts[this.pieceCount] = this.used;
    copyInto(this.bytes, this.used, this.source, start, end);
    this.used += end - start;
    this.pieceEnds[this.pieceCount++] = this.used;
  }

  private growPieces(more: number): void {
    const size = Math.max(this.pieceStarts.length * 2, this.pieceCount + more + 1);
    const starts = new Int32Array(size);
    starts.set(this.pieceStarts);
    this.pieceStarts = starts;
    const ends = new Int32Array(size);
    ends.set(this.pieceEnds);
    this.pieceEnds = ends;
  }

  private reserve(extra: number): void {
    if (this.used + extra <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.used + extra, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.used));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  private growOffsets(): void {
    const offsets = new Uint32Array(this.offsets.length * 2);
    offsets.set(this.offsets);
    this.offsets = offsets;
    const hashes = new Int32Array(this.offsets.length);
    hashes.set(this.hashes);
    this.hashes = hashes;
  }

  private growTable(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let code = 0; code < this.count; code++) {
      let slot = this.hashes[code]! & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = code;
    }
  }
}
