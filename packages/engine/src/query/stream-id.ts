import type { Block } from '../segments/block.ts';
import { xxHash64 } from './xx-hash.ts';

/** What a row says of the stream that it came in: its labels, `{app="nginx",host="a"}`. Receivers set it. */
export const STREAM_FIELD = '_stream';
/** The id of that stream. It is made of `_stream` where a row has none. */
export const STREAM_ID_FIELD = '_stream_id';

/** As in the reference 48 hexadecimal digits: 16 of the tenant, which are 0 here, and a hash of 128 bits. None of no stream. */
export function streamIdOf(stream: string): string {
  if (stream === '') return '';
  const halves = ['', 'second half of '].map((prefix) => xxHash64(Buffer.from(prefix + stream)));
  return '0'.repeat(16) + halves.map((half) => half.toString(16).padStart(16, '0')).join('');
}

/** Whether the ids of the streams of a block's rows are to be made. */
export function isStreamId({ fieldNames }: Block, field: string): boolean {
  return field === STREAM_ID_FIELD && fieldNames.includes(STREAM_FIELD);
}

/** The ids of rows by what they have of the field itself and by their streams. */
export function streamIdsOf(stored: readonly string[], streams: readonly string[]): string[] {
  const known = new Map<string, string>();
  return streams.map((stream, row) => {
    if (stored[row]! !== '') return stored[row]!;
    let id = known.get(stream);
    if (id === undefined) {
      id = streamIdOf(stream);
      known.set(stream, id);
    }
    return id;
  });
}
