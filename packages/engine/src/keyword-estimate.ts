import { hasDigit, wordsOf } from './bytes/words.ts';
import type { SoundBlocks } from './sound-blocks.ts';

/** The distinct digit-free words of messages: of segments from their inverted indexes, of the head from its templates. */
export function countKeywords(source: SoundBlocks): number {
  const words = new Set<string>();
  const seen = new Set<readonly string[]>();
  for (const block of source.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
    const known = block.indexedWords?.('_msg');
    if (known !== undefined) {
      if (!seen.has(known)) for (const word of known) words.add(word);
      seen.add(known);
      continue;
    }
    const column = block.column('_msg');
    for (let index = 0; index < (column?.rows.count ?? 0); index++) {
      for (const word of wordsOf(column!.valueText(index))) if (!hasDigit(word)) words.add(word);
    }
  }
  return words.size;
}
