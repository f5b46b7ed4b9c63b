import { ByteWriter } from '../bytes/byte-writer.ts';
import { compareUtf8 } from '../bytes/utf8-order.ts';
import { parseStreamLabels, type StreamLabel } from '../logsql/stream-labels.ts';
import { NO_TENANT_DIGITS } from '../segments/block.ts';
import { xxHash64 } from './xx-hash.ts';

/** The stream that a row belongs to, by its labels: `{app="nginx",host="a"}`. Receivers set it; a row without has `NO_STREAM`. */
export const STREAM_FIELD = '_stream';
/** The id of that stream. It is made of `_stream` where a row came without. */
export const STREAM_ID_FIELD = '_stream_id';
export const STREAM_FIELDS: readonly string[] = [STREAM_FIELD, STREAM_ID_FIELD];
/** The stream of the rows that came without one. */
export const NO_STREAM = '{}';

/**
 * The id of a stream, the one that VictoriaLogs gives it: 48 hexadecimal digits, 16 of the tenant, then two XXH64 of its labels,
 * sorted by name, the second with `magic!` behind them. Of a text that is no stream it is made of the text.
 */
export function streamIdOf(stream: string, tenantDigits: string = NO_TENANT_DIGITS): string {
  const labels = parseStreamLabels(stream);
  const bytes = labels === undefined ? Buffer.from(stream) : labelBytes(labels);
  const halves = [bytes, Buffer.concat([bytes, SECOND_HALF])].map(xxHash64);
  return tenantDigits + halves.map((half) => half.toString(16).padStart(16, '0')).join('');
}

const SECOND_HALF = Buffer.from('magic!');

/** Their number, then names and values, each after its length in bytes; numbers are varints. Labels without a value do not count. */
function labelBytes(labels: readonly StreamLabel[]): Uint8Array {
  const sorted = labels.filter(([, value]) => value !== '').sort(([a], [b]) => compareUtf8(a, b));
  const writer = new ByteWriter(64).varint(sorted.length);
  for (const [name, value] of sorted) writer.string(name).string(value);
  return writer.toBytes();
}
