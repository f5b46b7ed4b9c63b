import { snappyUncompressor } from 'hysnappy';
import { LimitExceededError } from 'log-analytics-engine';
import { BodyError } from '../errors/server-error.ts';

type Uncompress = (input: Uint8Array, outputLength: number) => Uint8Array;

/** The decoder keeps the memory that its largest body has taken; for larger ones it is made anew. */
const KEPT_BYTES_MAX = 16 << 20;
const LENGTH_BYTES_MAX = 5;

let kept: Uncompress | undefined;

/**
 * Decompresses snappy's raw format, which has no frames and no checksum.
 * @param hold called with the bytes that come of it before memory is taken for them; may throw
 * @throws BodyError where the bytes are damaged
 * @throws LimitExceededError where more than `bytesMax` bytes would come of it
 */
export function uncompressRawSnappy(
  input: Uint8Array,
  bytesMax: number,
  hold: (bytes: number) => void = () => undefined,
): Uint8Array {
  const length = lengthOf(input);
  if (length > bytesMax) {
    throw new LimitExceededError(`the body has ${length} bytes when it is decompressed; the limit is ${bytesMax}`, {
      limit: 'bodyBytesMax',
      allowed: bytesMax,
      actual: length,
    });
  }
  if (length === 0) return new Uint8Array(0);
  hold(length);
  const isLarge = length + input.length > KEPT_BYTES_MAX;
  if (!isLarge) kept ??= snappyUncompressor();
  try {
    return (isLarge ? snappyUncompressor() : kept!)(input, length);
  } catch (cause) {
    // A trap may leave the decoder in any state.
    kept = undefined;
    throw new BodyError(400, 'the body is not valid snappy', { cause });
  }
}

/** The length of the decompressed bytes: a number in front of the compressed ones. */
function lengthOf(input: Uint8Array): number {
  let length = 0;
  for (let i = 0; i < LENGTH_BYTES_MAX; i++) {
    const byte = input[i];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return length;
  }
  throw new BodyError(400, 'the body is not valid snappy: it has no length');
}
