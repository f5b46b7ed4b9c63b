import { InvalidArgumentError } from 'log-analytics-engine';

/** A name, its value in double quotes or backquotes, and the comma before the next one. */
const LABEL = /\s*([^\s={},"`]+)\s*=\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`)\s*(,|$)/y;
const ESCAPE = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/y;
const CHARS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/**
 * The labels of a stream as the protobuf of Loki says them: `{app="nginx", host="a"}`, values quoted as in Go.
 * @throws InvalidArgumentError where the text is none
 */
export function parseLabels(text: string): (readonly [name: string, value: string])[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) throw malformed(text, 'labels in braces');
  const inner = trimmed.slice(1, -1).trim();
  const labels: (readonly [string, string])[] = [];
  for (LABEL.lastIndex = 0; LABEL.lastIndex < inner.length; ) {
    const at = LABEL.lastIndex;
    const match = LABEL.exec(inner);
    if (match === null) throw malformed(text, `name="value" at ${JSON.stringify(inner.slice(at, at + 40))}`);
    labels.push([match[1]!, unquote(match[2]!, text)]);
  }
  return labels;
}

function unquote(quoted: string, labels: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith('`') || !inner.includes('\\')) return inner;
  // Escapes may be of single bytes, so that the value is put together from bytes.
  const parts: Buffer[] = [];
  let at = 0;
  for (let next = inner.indexOf('\\'); next >= 0; next = inner.indexOf('\\', at)) {
    ESCAPE.lastIndex = next;
    const match = ESCAPE.exec(inner);
    if (match === null) throw malformed(labels, 'an escape of Go');
    parts.push(Buffer.from(inner.slice(at, next)), escaped(match, labels));
    at = next + match[0].length;
  }
  parts.push(Buffer.from(inner.slice(at)));
  return Buffer.concat(parts).toString();
}

function escaped([, char, hex, unit, code, octal]: RegExpExecArray, labels: string): Buffer {
  if (char !== undefined) return Buffer.from(CHARS[char]!);
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  if (octal !== undefined) return Buffer.of(Number.parseInt(octal, 8) & 0xff);
  const codePoint = Number.parseInt(unit ?? code!, 16);
  if (codePoint > 0x10_ffff) throw malformed(labels, 'a code point of Unicode');
  return Buffer.from(String.fromCodePoint(codePoint));
}

function malformed(text: string, expected: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `the labels ${JSON.stringify(text.slice(0, 200))} cannot be read: expected ${expected}`,
  );
}
