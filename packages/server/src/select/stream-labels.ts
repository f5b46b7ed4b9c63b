/** The labels of a stream written as `{app="nginx",host="a"}`; none where the text is no stream. */
export function streamLabels(stream: string): [name: string, value: string][] {
  const labels: [string, string][] = [];
  if (!stream.startsWith('{') || !stream.endsWith('}')) return labels;
  const label = /([^=,{}]+)=("(?:[^"\\]|\\.)*")(?:,|\}$)/y;
  label.lastIndex = 1;
  for (let match = label.exec(stream); match !== null; match = label.exec(stream)) {
    labels.push([match[1]!.trim(), unquoted(match[2]!)]);
  }
  return labels;
}

/** Values are quoted as in Go, which JSON is close enough to but for bytes as `\x00`. */
function unquoted(quoted: string): string {
  const text = quoted
    .replace(/\\x([0-9a-fA-F]{2})/g, '\\u00$1')
    .replace(/\\a/g, '\\u0007')
    .replace(/\\v/g, '\\u000b');
  try {
    return JSON.parse(text) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}
