import { InvalidArgumentError } from 'log-analytics-engine';
import { decodeStringAt } from 'log-analytics-engine/logsql';

/** A name and the equals sign behind it, with a value in double quotes or backquotes to come. */
const NAME = /\s*([^\s={},"`]+)\s*=\s*(?=["`])/y;
/** The comma before the next label, or the end. */
const NEXT = /\s*(?:,|$)/y;

/**
 * The labels of a stream as the protobuf of Loki says them: `{app="nginx", host="a"}`, values quoted as in Go.
 * @throws InvalidArgumentError where the text is none
 */
export function parseLabels(text: string): (readonly [name: string, value: string])[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) throw malformed(text, 'labels in braces');
  const inner = trimmed.slice(1, -1).trim();
  const labels: (readonly [string, string])[] = [];
  for (let at = 0; at < inner.length; ) {
    NAME.lastIndex = at;
    const name = NAME.exec(inner);
    const value = name === null ? undefined : decodeStringAt(inner, NAME.lastIndex);
    NEXT.lastIndex = value?.end ?? 0;
    if (name === null || value === undefined || !NEXT.test(inner)) {
      throw malformed(text, `name="value", quoted as in Go, at ${JSON.stringify(inner.slice(at, at + 40))}`);
    }
    labels.push([name[1]!, value.value]);
    at = NEXT.lastIndex;
  }
  return labels;
}

function malformed(text: string, expected: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `the labels ${JSON.stringify(text.slice(0, 200))} cannot be read: expected ${expected}`,
  );
}
