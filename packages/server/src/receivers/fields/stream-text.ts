/** What shows as it is between the quotes of a label: letters, marks, numbers, signs, and the space. */
const NOT_PRINTABLE = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/**
 * The name of a stream, as its field `_stream` says it: its labels, sorted by name, `{app="nginx",host="a"}`. Labels without a value
 * are left out. Values are quoted as Go quotes strings, which is how VictoriaLogs does it.
 */
export function streamText(labels: readonly (readonly [name: string, value: string])[]): string {
  const shown = labels.filter(([, value]) => value !== '').sort(byName);
  return `{${shown.map(([name, value]) => `${name}=${quoteLabel(value)}`).join(',')}}`;
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function quoteLabel(value: string): string {
  return `"${value.replace(NOT_PRINTABLE, (char) => SHORT_ESCAPES[char] ?? escapeCode(char.codePointAt(0)!))}"`;
}

function escapeCode(code: number): string {
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x1_0000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
