import { type ByteRanges, decodeText } from './byte-ranges.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import type { RowIndex } from './row-index.ts';
import { readTexts, writeTexts } from './text-list.ts';
import { ValueColumn } from './value-column.ts';
import { ByteValues } from './value-list.ts';

/** Texts back to back, for values in which no better structure was found. */
export class TextColumn extends ValueColumn {
  readonly encoding = 'text';
  private readonly bytes: Uint8Array;
  private readonly offsets: Uint32Array;

  constructor(rows: RowIndex, bytes: Uint8Array, offsets: Uint32Array) {
    super(rows);
    this.bytes = bytes;
    this.offsets = offsets;
  }

  static build(rows: RowIndex, ranges: ByteRanges): TextColumn {
    const { starts, ends, count } = ranges;
    const offsets = new Uint32Array(count + 1);
    for (let i = 0; i < count; i++) offsets[i + 1] = offsets[i]! + ends[i]! - starts[i]!;
    const bytes = new Uint8Array(offsets[count]!);
    for (let i = 0; i < count; i++) copyInto(bytes, offsets[i]!, ranges.bytes, starts[i]!, ends[i]!);
    return new TextColumn(rows, bytes, offsets);
  }

  static read(rows: RowIndex, source: ColumnSource): TextColumn {
    const { bytes, offsets } = readTexts(source, rows.count);
    return new TextColumn(rows, bytes, offsets);
  }

  write(sink: ColumnSink): void {
    writeTexts(sink, new ByteValues(this.bytes, this.offsets));
  }

  valueText(index: number): string {
    return decodeText(this.bytes, this.offsets[index]!, this.offsets[index + 1]!);
  }

  get memoryBytes(): number {
    return this.bytes.byteLength + this.offsets.byteLength;
  }
}

/** Copies `[start, end)` to `to`; by hand where a call would cost more than the bytes. */
export function copyInto(target: Uint8Array, to: number, bytes: Uint8Array, start: number, end: number): void {
  if (end - start > 48) target.set(bytes.subarray(start, end), to);
  else for (let from = start, at = to; from < end; from++, at++) target[at] = bytes[from]!;
}
