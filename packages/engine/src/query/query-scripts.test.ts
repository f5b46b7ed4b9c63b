import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ResultRow } from './pipeline/query-rows.ts';
import { parseScript, runScriptQuery, SCRIPT_LAYOUTS, type ScriptCase } from './query-script.test-support.ts';

const DIRECTORY = new URL('./testdata/', import.meta.url);

for (const file of readdirSync(DIRECTORY).filter((name) => name.endsWith('.logsql-test'))) {
  describe(file, () => {
    for (const each of parseScript(readFileSync(new URL(file, DIRECTORY), 'utf8'))) {
      test(`line ${each.line}: ${each.query}`, () => {
        for (const [layout, rowsPerBlock] of Object.entries(SCRIPT_LAYOUTS)) checkCase(each, layout, rowsPerBlock);
      });
    }
  });
}

function checkCase(each: ScriptCase, layout: string, rowsPerBlock: number): void {
  const { expected } = each;
  if ('failure' in expected) {
    expect(() => runScriptQuery(each, rowsPerBlock)).toThrow(expected.failure);
    return;
  }
  const rows = runScriptQuery(each, rowsPerBlock);
  if (expected.anyOrder) expect(sorted(rows), layout).toEqual(sorted(expected.rows));
  else expect(rows, layout).toEqual(expected.rows);
}

function sorted(rows: readonly ResultRow[]): ResultRow[] {
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf(row: ResultRow): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}
