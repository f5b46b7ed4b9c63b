import { parseTimestampNs } from '../entry/timestamp.ts';
import { RowBatchBuilder } from '../ingest/row-batch-builder.ts';
import { LOGSQL } from '../logsql/logsql.ts';
import { parse } from '../logsql/parse.ts';
import type { Block } from '../segments/block.ts';
import { buildBlock } from '../segments/block-builder.ts';
import { MemoryBlock } from '../segments/memory-block.ts';
import { STANDARD_OPERATORS } from './pipe-operators.ts';
import { queryRows, type ResultRow } from './pipeline/query-rows.ts';
import { QueryContext } from './query-context.ts';

/**
 * Query scripts: texts that say which rows there are, what is asked, and what is answered. Parts stand apart by empty lines, and
 * lines that begin with `#` are comments.
 *
 *     load                        rows as JSON lines, in place of those before
 *     {"_time":"2024-05-01T00:00:00Z","_msg":"a"}
 *
 *     now 2024-05-01T00:00:00Z    the time of the queries behind it
 *
 *     query * | fields _msg       a query, over several lines if need be
 *     expect                      its rows as JSON lines, in this order; `expect any order` where none is promised
 *     {"_msg":"a"}
 *
 *     query * | fields            a query that is refused
 *     fail a field                a part of the message
 */
export interface ScriptCase {
  readonly query: string;
  /** Of the query, from 1. */
  readonly line: number;
  readonly rows: readonly string[];
  readonly nowNs: bigint;
  readonly expected: { readonly rows: readonly ResultRow[]; readonly anyOrder: boolean } | { readonly failure: string };
}

/** The cases of a script. @throws Error naming the line that is none */
export function parseScript(text: string): ScriptCase[] {
  const cases: ScriptCase[] = [];
  let rows: readonly string[] = [];
  let nowNs = DEFAULT_NOW_NS;
  for (const { line, lines } of partsOf(text)) {
    const [head, ...rest] = lines as [string, ...string[]];
    if (head === 'load') rows = rest;
    else if (head.startsWith('now ')) nowNs = timeOf(head.slice(4), line);
    else if (head.startsWith('query')) cases.push({ ...parseCase(lines, line), line, rows, nowNs });
    else throw new Error(`line ${line}: expected load, now or query; found ${head}`);
  }
  return cases;
}

const DEFAULT_NOW_NS = 1_714_564_800_000_000_000n; // 2024-05-01T12:00:00Z

function* partsOf(text: string): Iterable<{ line: number; lines: string[] }> {
  let lines: string[] = [];
  let line = 1;
  for (const [index, given] of `${text}\n`.split('\n').entries()) {
    if (given.startsWith('#')) continue;
    if (given.trim() !== '') {
      if (lines.length === 0) line = index + 1;
      lines.push(given);
    } else if (lines.length > 0) {
      yield { line, lines };
      lines = [];
    }
  }
}

function timeOf(text: string, line: number): bigint {
  const ns = parseTimestampNs(text.trim());
  if (ns === undefined) throw new Error(`line ${line}: ${text} is no time`);
  return ns;
}

function parseCase(lines: readonly string[], line: number): Pick<ScriptCase, 'query' | 'expected'> {
  const end = lines.findIndex((each, index) => index > 0 && /^(?:expect|fail)\b/.test(each));
  if (end < 0) throw new Error(`line ${line}: the query has neither expect nor fail`);
  const query = [lines[0]!.slice('query'.length), ...lines.slice(1, end)].join('\n').trim();
  const verdict = lines[end]!;
  if (verdict.startsWith('fail')) return { query, expected: { failure: verdict.slice('fail'.length).trim() } };
  const rows = lines.slice(end + 1).map((each) => JSON.parse(each) as ResultRow);
  return { query, expected: { rows, anyOrder: verdict.includes('any order') } };
}

/** How a script's rows may be stored. */
export const SCRIPT_LAYOUTS: Readonly<Record<string, number>> = {
  'one block': Number.POSITIVE_INFINITY,
  'blocks of two rows': 2,
  'a block for each row': 1,
};

/** The rows of a query over rows that are stored in blocks of so many rows. */
export function runScriptQuery({ query, rows, nowNs }: ScriptCase, rowsPerBlock: number): ResultRow[] {
  const blocks = blocksOf(rows, rowsPerBlock);
  const source = {
    blocks: (startMs: number, endMs: number) =>
      blocks.filter((block) => block.maxTimeMs >= startMs && block.minTimeMs <= endMs),
  };
  return [
    ...queryRows(parse(query, LOGSQL), { source, operators: STANDARD_OPERATORS, context: new QueryContext(), nowNs }),
  ];
}

export function blocksOf(lines: readonly string[], rowsPerBlock: number): Block[] {
  const blocks: Block[] = [];
  const size = Math.min(rowsPerBlock, Math.max(1, lines.length));
  for (let at = 0; at < lines.length; at += size) blocks.push(blockOf(lines.slice(at, at + size), at + 1));
  return blocks;
}

const builder = new RowBatchBuilder();

function blockOf(lines: readonly string[], firstSequence: number): Block {
  const bytes = Buffer.from(lines.join('\n'));
  builder.begin(bytes.length);
  const counts = builder.add(bytes, { malformed: 'reject', lineBytesMax: bytes.length, nowMs: 0 });
  if (counts.rejected > 0) throw new Error(`a row is no JSON line: ${counts.errors[0]?.reason}`);
  const batch = builder.finish();
  return new MemoryBlock(buildBlock(batch, 0, batch.rowCount, firstSequence));
}
