import { decodeStringAt } from './string-literal.ts';

/** A label of a stream: its name and its value. */
export type StreamLabel = readonly [name: string, value: string];

/** A name and the equals sign behind it. */
const NAME = /([^=,{}]+)=(?=")/y;

/**
 * The labels of a stream as a field `_stream` has it, `{app="nginx",host="a"}`, in its order; values are quoted as Go quotes strings.
 * Undefined where the text is no such thing.
 */
export function parseStreamLabels(stream: string): StreamLabel[] | undefined {
  if (!stream.startsWith('{') || !stream.endsWith('}')) return undefined;
  const labels: StreamLabel[] = [];
  if (stream === '{}') return labels;
  for (let at = 1; ; ) {
    NAME.lastIndex = at;
    const name = NAME.exec(stream);
    const value = name === null ? undefined : decodeStringAt(stream, NAME.lastIndex);
    if (name === null || value === undefined) return undefined;
    labels.push([name[1]!.trim(), value.value]);
    if (value.end === stream.length - 1) return labels;
    if (stream[value.end] !== ',') return undefined;
    at = value.end + 1;
  }
}
