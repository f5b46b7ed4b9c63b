import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { readUint32, skipUnsigned, writeUnsigned } from './unsigned-stream.ts';
import { ByteValues } from './value-list.ts';

/** Writes texts as their lengths and their bytes. */
export function writeTexts(sink: ColumnSink, values: ByteValues): void {
  const { count, offsets } = values;
  const lengths = new Uint32Array(count);
  subtractNext(offsets, lengths);
  writeUnsigned(sink, lengths, count);
  sink.stream(values.bytes);
}

function subtractNext(offsets: Uint32Array, lengths: Uint32Array): void {
  for (let i = 0; i < lengths.length; i++) lengths[i] = offsets[i + 1]! - offsets[i]!;
}

/**
 * Reads back what `writeTexts` wrote. @param emptyMax how many texts there can be that are all empty (see `readUnsigned`).
 *
 * @throws MalformedBytesError
 */
export function readTexts(source: ColumnSource, count: number, emptyMax: number = count): ByteValues {
  const lengths = readUint32(source, count, emptyMax);
  const bytes = source.stream();
  const offsets = new Uint32Array(count + 1);
  let end = 0;
  for (let i = 0; i < count; i++) {
    end += lengths[i]!;
    offsets[i + 1] = end;
  }
  if (end !== bytes.length) throw new MalformedBytesError('the lengths of texts do not add up');
  return new ByteValues(bytes, offsets);
}

/** Passes over what `writeTexts` wrote. @throws MalformedBytesError */
export function skipTexts(source: ColumnSource): void {
  skipUnsigned(source);
  source.skip();
}
