import { isUtf8 } from 'node:buffer';
import { knownSeverity } from './entry/level.ts';
import { parseTimestamp } from './entry/timestamp.ts';
import { addError, type IngestReport } from './ingest-report.ts';
import { linesOf } from './line-pieces.ts';

/** ISO 8601 with date and time, or the common log format in brackets, at the start of a line; in brackets or not. */
const LEADING_TIME =
  /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)(?![\w:]))?|\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?)(?!\w|[:.,]\d)\]?/;

/** The time of an access log: host, identity and user come before it. */
const ACCESS_LOG_TIME = /^\S+ \S+ \S+ \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?)\]/;

/** A word in brackets, or one in capitals that a space or a mark follows; a word in brackets (a thread) may come before it. */
const LEVEL =
  /^[\s\-|,:]*(?:\[[^\]]{0,64}\][\s\-|,:]*)?(?:\[\s*([A-Za-z]+)\s*\]|<([A-Za-z]+)>|([A-Z]+)(?=[\s:|\],-]|$))/;
const LEVEL_IN_BRACKETS = /^[\s\-|,:]*\[\s*([A-Za-z]+)\s*\]/;

const NOT_UTF8 = 'bytes that are not UTF-8 were replaced by U+FFFD';

/**
 * The entry of a line of text. The whole line is the message. The time is that at its start (also after the first three words
 * of an access log) where it is ISO 8601 with a date and a time, or in the common log format; without one the entry has none, and
 * the time of arrival is taken. The level is the word behind the time, or at the start, where it is unmistakable: the name of a
 * level in brackets, or in capitals.
 */
export function textLineEntry(line: string): { timestamp?: string; level?: string; message: string } {
  const time = LEADING_TIME.exec(line) ?? ACCESS_LOG_TIME.exec(line);
  const timestamp = time?.[1];
  const isTime = timestamp !== undefined && parseTimestamp(timestamp) !== undefined;
  const level = levelAt(isTime ? line.slice(time![0].length) : line);
  return { ...(isTime && { timestamp }), ...(level !== undefined && { level }), message: line };
}

function levelAt(text: string): string | undefined {
  for (const pattern of [LEVEL_IN_BRACKETS, LEVEL]) {
    const word = pattern
      .exec(text)
      ?.slice(1)
      .find((found) => found !== undefined);
    if (word !== undefined && knownSeverity(word) !== undefined) return word.toUpperCase();
  }
  return undefined;
}

/**
 * Lines of text as JSON lines, one for each.
 * @param report takes the count of lines that could not be kept to the byte
 * @param lineOffset the lines of the input before these
 */
export function textLinesToJson(bytes: Uint8Array, report: IngestReport, lineOffset: number): Uint8Array {
  const wellEncoded = isUtf8(bytes);
  const lines: string[] = [];
  for (const line of linesOf(bytes)) {
    const entry: Record<string, string> = textLineEntry(
      Buffer.from(line.buffer, line.byteOffset, line.length).toString(),
    );
    if (!wellEncoded && !isUtf8(line)) {
      report.malformed++;
      addError(report, lineOffset + lines.length + 1, NOT_UTF8);
      entry.parse_error = NOT_UTF8;
    }
    lines.push(line.length === 0 ? '' : JSON.stringify(entry));
  }
  return Buffer.from(lines.join('\n'));
}
