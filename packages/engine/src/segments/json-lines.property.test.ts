import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TIME_KEYS } from '../entry/entry-keys.ts';
import { parseTimestamp } from '../entry/timestamp.ts';
import {
  damagedLines,
  hasLoneSurrogate,
  isJsonObject,
  type Members,
  membersOf,
  objectTexts,
  writeMembers,
} from '../ingest/json-texts.test-support.ts';
import { blockOfLines, NOW_MS, rowsOf } from './blocks.test-support.ts';

/** What a line must become, told the slow way. */
interface ExpectedRow {
  readonly members: Members;
  /** What the notes in `parse_error` must match, in order. */
  readonly notes: readonly RegExp[];
  readonly ms: number;
  readonly subMs: number;
}

function expectedRow(line: Uint8Array): ExpectedRow {
  const text = Buffer.from(line).toString();
  const arrival = { ms: NOW_MS, subMs: 0 };
  if (!isJsonObject(text)) {
    return { members: new Map([['_msg', JSON.stringify(text)]]), notes: [/^not valid JSON: /], ...arrival };
  }
  const members = membersOf(text);
  const damage = !isUtf8(line) ? [/^bytes that are not UTF-8/] : hasLoneSurrogate(text) ? [/^a lone surrogate/] : [];
  const time = timeOf(members);
  if (time === undefined) return { members, notes: damage, ...arrival };
  const instant = parseTimestamp(time.text) ?? (time.isNumber ? parseTimestamp(Number(time.text)) : undefined);
  if (instant === undefined) return { members, notes: [...damage, /^the time is in no known form/], ...arrival };
  return { members, notes: damage, ...instant };
}

/** The first of the keys of times whose value is a number or a text. */
function timeOf(members: Members): { text: string; isNumber: boolean } | undefined {
  for (const key of TIME_KEYS) {
    const value = members.get(key);
    if (value === undefined || value === '""') continue;
    if (value.startsWith('"')) return { text: JSON.parse(value) as string, isNumber: false };
    if (/^[-\d]/.test(value)) return { text: value, isNumber: true };
  }
  return undefined;
}

function expectRow(json: string, { members, notes }: ExpectedRow): void {
  if (notes.length === 0) {
    expect(json).toBe(writeMembers(members));
    return;
  }
  const found = membersOf(json);
  const said = JSON.parse(found.get('parse_error')!) as string;
  const given = members.get('parse_error');
  const before = given === undefined ? '' : given.startsWith('"') ? (JSON.parse(given) as string) : given;
  expect(said.startsWith(before)).toBe(true);
  const added = said
    .slice(before.length)
    .replace(/^; /, '')
    .split(/; (?=the time is)/);
  expect(added).toHaveLength(notes.length);
  for (const [i, note] of notes.entries()) expect(added[i]).toMatch(note);
  // The note is a new last member, or stands where the line had one.
  expect([...found.keys()]).toEqual([...new Set([...members.keys(), 'parse_error'])]);
  found.delete('parse_error');
  const others = new Map(members);
  others.delete('parse_error');
  expect(writeMembers(found)).toBe(writeMembers(others));
}

function expectLines(lines: readonly Uint8Array[]): void {
  const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
  // Carriage returns at the end of a line are none of it, nor is a byte order mark at the start of the chunk.
  const trimmed = lines.map((line, i) => {
    let end = line.length;
    while (end > 0 && line[end - 1] === 0x0d) end--;
    const hasMark = i === 0 && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
    return line.subarray(hasMark ? 3 : 0, end);
  });
  const present = trimmed.filter((line) => line.length > 0);
  const expected = present.map(expectedRow);
  const { block, counts } = blockOfLines(bytes);
  const malformed = expected.filter(({ notes }) => notes.length > 0).length;
  expect(counts).toMatchObject({ accepted: present.length, malformed, rejected: 0 });
  if (block === undefined) {
    expect(present).toHaveLength(0);
    return;
  }
  rowsOf(block).forEach((json, i) => {
    expectRow(json, expected[i]!);
  });
  const { ms, subMs } = block.timeline();
  for (let row = 0; row < block.rowCount; row++) {
    const { ms: wantedMs, subMs: wantedSubMs } = expected[block.sequenceOf(row)]!;
    expect([ms[row], subMs?.[row] ?? 0]).toEqual([wantedMs, wantedSubMs]);
  }

  const strict = blockOfLines(bytes, 0, { malformed: 'reject' });
  const isRefused = (line: Uint8Array): boolean => line.length > 0 && !isJsonObject(Buffer.from(line).toString());
  expect(strict.counts).toMatchObject({ malformed, rejected: trimmed.filter(isRefused).length });
  expect(strict.counts.errors).toEqual(counts.errors);
  expect(strict.block?.rowCount ?? 0).toBe(present.filter((line) => !isRefused(line)).length);
  const noted = trimmed.flatMap((line, i) => (line.length > 0 && expectedRow(line).notes.length > 0 ? [i + 1] : []));
  expect(counts.errors.map(({ line }) => line)).toEqual(noted);
}

describe('lines', () => {
  const line = objectTexts.map((text): Uint8Array => Buffer.from(text));

  test('that are JSON objects come back with their keys, nesting, types and numbers', () => {
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), expectLines), { numRuns: 200 });
  });

  test('that are damaged come back as what JSON.parse makes of them, or as messages', () => {
    fc.assert(fc.property(fc.array(fc.oneof(line, damagedLines), { maxLength: 8 }), expectLines), { numRuns: 350 });
  });
});
