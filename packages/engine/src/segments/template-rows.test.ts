import { describe, expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import { TextPattern } from '../columns/text-pattern.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { partsOfRows } from './blocks.test-support.ts';
import { ColumnCache } from './column-cache.ts';
import { MemoryFile } from './memory-file.test-support.ts';
import { openSegment } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { StoredBlock } from './stored-block.ts';

const ROWS = 4000;
/** Variables that make streams with frames of their own. */
const TEXTS = Array.from({ length: ROWS }, (_, i) => {
  const id = ((i * 2654435761) >>> 0).toString(16).padStart(8, '0');
  return i % 7 === 0
    ? ''
    : i % 3 === 0
      ? `exception in call ${id} after ${i} ms`
      : `request ${id}${id} served as u${id}z`;
});

class CountingFile extends MemoryFile {
  bytesRead = 0;

  override read(target: Uint8Array, offset: number): void {
    super.read(target, offset);
    this.bytesRead += target.length;
  }
}

/** A segment of one block, with nothing decoded. */
function storedBlock(): { readonly block: StoredBlock; readonly file: CountingFile; readonly cache: ColumnCache } {
  const writer = new SegmentWriter(1);
  const parts = partsOfRows(TEXTS.map((text, n) => JSON.stringify({ ...(text === '' ? {} : { _msg: text }), n })));
  const pieces = [writer.header()];
  for (const { written } of writer.addBatch([parts])) pieces.push(...written.pieces);
  const file = new CountingFile(Buffer.concat([...pieces, ...writer.seal()]));
  const cache = new ColumnCache(1e9);
  const [block] = openSegment(file, file.size, cache).blocks;
  file.bytesRead = 0;
  return { block: block!, file, cache };
}

function word(text: string, ignoreCase = false): ValuePredicate {
  const pattern = new TextPattern(text, { wordStart: true, wordEnd: true, ignoreCase });
  return { test: (each) => pattern.test(each), pattern };
}

function narrowed(block: StoredBlock, predicate: ValuePredicate): number[] | null {
  const selection = Bitmap.full(block.rowCount);
  return block.narrowByTemplates('_msg', predicate, selection) ? selection.toArray() : null;
}

const passing = (block: StoredBlock, predicate: ValuePredicate): number[] => {
  const column = block.column('_msg')!;
  return Array.from({ length: ROWS }, (_, row) => row).filter((row) => predicate.test(column.text(row)));
};

describe('a filter that templates decide', () => {
  test.each([
    ['a word', word('exception')],
    ['a word in any case', word('EXCEPTION', true)],
    ['a word that no row has', word('absent')],
    ['a variable that the block has not', word('u00zz')],
  ])('%s', (_, predicate) => {
    const { block } = storedBlock();
    const rows = narrowed(block, predicate);
    expect(rows).toEqual(passing(block, predicate));
    // Now the column is decoded, which makes no difference.
    expect(narrowed(block, predicate)).toEqual(rows);
  });

  test('reads neither texts nor variables, and nothing the second time', () => {
    const { block, file, cache } = storedBlock();
    expect(narrowed(block, word('exception'))).not.toBeNull();
    const { bytesRead } = file;
    expect(narrowed(block, word('request', true))).not.toBeNull();
    expect(file.bytesRead).toBe(bytesRead);
    const before = cache.memoryBytes;
    expect(block.column('_msg')).toBeInstanceOf(TemplateColumn);
    expect(file.bytesRead).toBeGreaterThan(bytesRead * 4);
    expect(cache.memoryBytes - before).toBeGreaterThan(ROWS * 8);
  });

  test('is left to the column where it depends on a variable, and where there is no template', () => {
    const { block, file } = storedBlock();
    const selection = Bitmap.full(ROWS);
    expect(block.narrowByTemplates('_msg', word('7'), selection)).toBe(false);
    expect(block.narrowByTemplates('n', word('7'), selection)).toBe(false);
    expect(block.narrowByTemplates('absent', word('x'), selection)).toBe(false);
    expect([selection.count(), file.bytesRead]).toEqual([ROWS, 0]);
  });

  test('is decoded again after the block let go of what it held', () => {
    const { block, cache } = storedBlock();
    const rows = narrowed(block, word('exception'));
    block.release();
    expect(cache.memoryBytes).toBe(0);
    expect(narrowed(block, word('exception'))).toEqual(rows);
  });
});
