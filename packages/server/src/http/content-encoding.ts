import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { BodyError } from '../errors/server-error.ts';

/** How much is decompressed at a time: memory for each body under way. */
const OPTIONS = { chunkSize: 64 * 1024 } as const;

/** Makes the decoder of an encoding; `first` is what the body begins with. */
export type MakeDecoder = (first: Uint8Array) => Transform;

const SNAPPY = 'snappy';

const DECODERS: ReadonlyMap<string, MakeDecoder | undefined> = new Map<string, MakeDecoder | undefined>([
  ['', undefined],
  ['identity', undefined],
  ['none', undefined],
  // No stream: decompressed when the body is there, see `isRawSnappy`.
  [SNAPPY, undefined],
  ['gzip', () => createGunzip(OPTIONS)],
  ['x-gzip', () => createGunzip(OPTIONS)],
  ['deflate', (first) => (hasZlibHeader(first) ? createInflate(OPTIONS) : createInflateRaw(OPTIONS))],
  ['zstd', () => createZstdDecompress(OPTIONS)],
  ['br', () => createBrotliDecompress(OPTIONS)],
]);

/**
 * What decodes bodies of a Content-Encoding; undefined where there is nothing to decode.
 * @throws BodyError 415 for an encoding that is not known, or several on top of each other
 */
export function decoderOf(contentEncoding: string | undefined): MakeDecoder | undefined {
  const name = nameOf(contentEncoding);
  if (DECODERS.has(name)) return DECODERS.get(name);
  throw new BodyError(
    415,
    `the Content-Encoding is not one of gzip, deflate, zstd, br, snappy: ${JSON.stringify(name.slice(0, 100))}`,
  );
}

/** Whether a body of this Content-Encoding is one block of snappy's raw format. */
export function isRawSnappy(contentEncoding: string | undefined): boolean {
  return nameOf(contentEncoding) === SNAPPY;
}

/** Whether a Content-Encoding says that the body is anything but its plain bytes. */
export function isEncoded(contentEncoding: string | undefined): boolean {
  return !['', 'identity', 'none'].includes(nameOf(contentEncoding));
}

function nameOf(contentEncoding: string | undefined): string {
  return contentEncoding?.trim().toLowerCase() ?? '';
}

/** Clients disagree on what deflate is: with the frame of zlib, as the standard says, or without. */
function hasZlibHeader([method = 0, flags = 0]: Uint8Array): boolean {
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}
