import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { readUnsigned, writeUnsigned } from './unsigned-stream.ts';
import { ByteValues } from './value-list.ts';

/** Writes texts as their lengths and their bytes. */
export function writeTexts(sink: ColumnSink, values: ByteValues): void {
  const { count, offsets } = values;
  const lengths = new Uint32Array(count);
  for (let i = 0; i < count; i++) lengths[i] = offsets[i + 1]! - offsets[i]!;
  writeUnsigned(sink, lengths, count);
  sink.stream(values.bytes);
}

/** Reads back what `writeTexts` wrote. */
export function readTexts(source: ColumnSource, count: number): ByteValues {
  const lengths = readUnsigned(source, count);
  const offsets = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i + 1] = offsets[i]! + lengths[i]!;
  const bytes = source.stream();
  if (bytes.length !== offsets[count]) throw new MalformedBytesError('the lengths of texts do not add up');
  return new ByteValues(bytes, offsets);
}
