import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision } from '../columns/value-predicate.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { Block } from '../segments/block.ts';
import type { BoundFilter } from './bound-filter.ts';
import { isStreamField, StreamBlock, storedBlock } from './stream-block.ts';
import { STREAM_FIELDS } from './stream-id.ts';

/** A filter on `_stream` or `_stream_id`: stored rows that came without a stream have one for it all the same. */
export class StreamFilter implements BoundFilter {
  private readonly filter: BoundFilter;
  private last: StreamBlock | undefined;

  constructor(filter: BoundFilter) {
    this.filter = filter;
  }

  get cost(): number {
    return this.filter.cost;
  }

  decide(block: Block): Decision {
    return this.filter.decide(this.withStreams(block));
  }

  count(block: Block): number | undefined {
    return this.filter.count(this.withStreams(block));
  }

  apply(block: Block, selection: Bitmap): void {
    this.filter.apply(this.withStreams(block), selection);
  }

  private withStreams(block: Block): Block {
    if (block.isResult === true) return block;
    const stored = storedBlock(block);
    if (this.last?.inner !== stored) this.last = new StreamBlock(stored, STREAM_FIELDS);
    return this.last;
  }
}

/** Whether a filter, not its parts, looks at the stream of a row. Those on metadata look at what was stored. */
export function looksAtStream(node: QueryFilterNode): boolean {
  if (!('field' in node) || node.kind === 'typed-equals' || node.kind === 'typed-range') return false;
  return isStreamField(node.field) || ('other' in node && isStreamField(node.other));
}
