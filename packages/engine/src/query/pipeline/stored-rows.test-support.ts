import { MemoryVfs } from '../../storage/memory-vfs.ts';
import { Store } from '../../storage/store.ts';
import type { BlockSource } from '../block-source.ts';

/**
 * Rows in segments in memory, as JSON lines in batches of so many rows.
 */
export function storeRows(lines: readonly string[], rowsPerFlush: number): BlockSource {
  const store = Store.open({ vfs: new MemoryVfs(), durability: 'memory' });
  for (let at = 0; at < lines.length; at += rowsPerFlush) {
    store.appendLines(Buffer.from(lines.slice(at, at + rowsPerFlush).join('\n')));
    store.flush();
  }
  return store;
}
