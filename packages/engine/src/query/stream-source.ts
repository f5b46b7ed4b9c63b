import type { PipeNode } from '../logsql/syntax-tree.ts';
import type { BlockSource } from './block-source.ts';
import { StreamBlock } from './stream-block.ts';
import { STREAM_FIELDS } from './stream-id.ts';

/** The blocks of a source with these of the two fields of streams in every row; the source itself where there are none. */
export function withStreamFields(source: BlockSource, shown: readonly string[]): BlockSource {
  if (shown.length === 0) return source;
  return {
    *blocks(startMs, endMs) {
      for (const block of source.blocks(startMs, endMs)) yield new StreamBlock(block, shown);
    },
  };
}

/**
 * Which of the two fields of streams the rows of a query have, so that its pipes find them: those that its pipes name, or the
 * queries within them, and those that are `shown` in any case.
 */
export function streamFieldsOf(pipes: readonly PipeNode[], shown: readonly string[] = []): readonly string[] {
  if (pipes.length === 0) return shown;
  const text = JSON.stringify(pipes, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  return STREAM_FIELDS.filter(
    (field) =>
      shown.includes(field) || text.includes(`"${field}"`) || (field === '_stream_id' && text.includes('"stream-id"')),
  );
}
