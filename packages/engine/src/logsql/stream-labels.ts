/** A label of a stream: its name and its value. */
export type StreamLabel = readonly [name: string, value: string];

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * The labels of a stream as a field `_stream` has it, `{app="nginx",host="a"}`, in its order; values are quoted as Go quotes strings.
 * Undefined where the text is no such thing.
 */
export function parseStreamLabels(stream: string): StreamLabel[] | undefined {
  if (!stream.startsWith('{') || !stream.endsWith('}')) return undefined;
  const labels: StreamLabel[] = [];
  if (stream === '{}') return labels;
  const label = /([^=,{}]+)="((?:[^"\\]|\\.)*)"(,|\}$)/suy;
  label.lastIndex = 1;
  for (;;) {
    const match = label.exec(stream);
    if (match === null) return undefined;
    labels.push([match[1]!.trim(), unquoted(match[2]!)]);
    if (match[3] === '}') return labels;
  }
}

function unquoted(quoted: string): string {
  return quoted.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gsu,
    (whole, byte?: string, short?: string, long?: string, sign?: string) => {
      if (sign !== undefined) return SHORT_ESCAPES[sign] ?? sign;
      const code = Number.parseInt(byte ?? short ?? long ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
