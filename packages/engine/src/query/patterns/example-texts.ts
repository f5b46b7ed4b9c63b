import { TextPacker } from '../../bytes/text-packer.ts';
import type { Column } from '../../columns/column.ts';
import { TemplateColumn } from '../../columns/template-column.ts';
import type { Block } from '../../segments/block.ts';
import { storedField } from '../stored-field.ts';
import { columnOf } from '../time-column.ts';

/** The texts of a field in the rows `rows[i]` of `blocks[i]`; where there is no block, that of `others`. */
export function exampleTexts(
  field: string,
  blocks: readonly (Block | null)[],
  rows: Uint32Array,
  others: readonly string[],
): string[] {
  const texts = others.slice();
  const packer = new TextPacker();
  const packed: number[] = [];
  for (const { block, places } of byBlock(blocks)) {
    const column = columnOf(block, storedField(block, field));
    // What is near in memory is read quickest.
    for (const i of places.sort((a, b) => rows[a]! - rows[b]!)) {
      if (writeText(column, rows[i]!, packer)) packed.push(i);
      else texts[i] = column?.text(rows[i]!) ?? '';
    }
  }
  packer.take().forEach((text, i) => {
    texts[packed[i]!] = text;
  });
  return texts;
}

/** False where the column has the text itself at hand, or none. */
function writeText(column: Column | undefined, row: number, packer: TextPacker): boolean {
  const index = column instanceof TemplateColumn ? column.rows.indexOf(row) : -1;
  if (index < 0) return false;
  (column as TemplateColumn).writeText(index, packer.out);
  packer.endText();
  return true;
}

/** The indexes of each block, the earliest block first. */
function byBlock(blocks: readonly (Block | null)[]): { block: Block; places: number[] }[] {
  const places = new Map<Block, number[]>();
  blocks.forEach((block, i) => {
    if (block === null) return;
    const known = places.get(block);
    if (known === undefined) places.set(block, [i]);
    else known.push(i);
  });
  return [...places]
    .map(([block, at]) => ({ block, places: at }))
    .sort((a, b) => a.block.minTimeMs - b.block.minTimeMs);
}
