import { ByteWriter } from '../../bytes/byte-writer.ts';
import { TextPacker } from '../../bytes/text-packer.ts';
import type { Column } from '../../columns/column.ts';
import { TemplateColumn } from '../../columns/template-column.ts';
import { templateByteLengths } from '../../columns/template-lengths.ts';

/** Few texts may be kept of many: each keeps so many bytes of others alive. */
const PACK_BYTES = 4096;

/** The texts of rows of a column, `''` where they have none. */
export function rowTexts(column: Column, rows: Uint32Array): readonly string[] {
  if (!(column instanceof TemplateColumn)) return Array.from(rows, (row) => column.text(row));
  const packer = new TextPacker(PACK_BYTES);
  for (let i = 0; i < rows.length; i++) {
    const index = column.rows.indexOf(rows[i]!);
    if (index >= 0) column.writeText(index, packer.out);
    packer.endText();
  }
  return packer.take();
}

/** By row: how many bytes of UTF-8 its text has. */
export function rowByteLengths(column: Column, rows: Uint32Array): Float64Array {
  const lengths = new Float64Array(rows.length);
  const lengthOf = valueByteLengths(column, rows.length);
  for (let i = 0; i < rows.length; i++) {
    const index = column.rows.indexOf(rows[i]!);
    if (index >= 0) lengths[i] = lengthOf(index);
  }
  return lengths;
}

/** With fewer rows than one in this many, texts of templates are measured one by one. */
const MEASURED_SHARE = 8;

/** Tells by value how many bytes of UTF-8 it has. @param asked of how many values, about */
export function valueByteLengths(column: Column, asked: number): (index: number) => number {
  if (!(column instanceof TemplateColumn)) return (index) => Buffer.byteLength(column.valueText(index));
  if (asked * MEASURED_SHARE >= column.rows.count) {
    const lengths = templateByteLengths(column);
    return (index) => lengths[index]!;
  }
  const out = new ByteWriter();
  return (index) => {
    out.clear();
    column.writeText(index, out);
    return out.length;
  };
}
