import { expect } from 'vitest';
import type { CaseMaker } from '../columns/column-cases.test-support.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { TIME_KEYS } from '../entry/entry-keys.ts';
import { formatInstant } from '../entry/instant.ts';
import type { Block } from './block.ts';
import type { BlockView } from './block-view.ts';
import type { ModelRow } from './row-model.test-support.ts';

const compareRows = (a: ModelRow, b: ModelRow): number => a.ms - b.ms || a.subMs - b.subMs || a.sequence - b.sequence;

type TestedBlock = Block & Pick<BlockView, 'storedJson'>;

/** Expects that a block says of its rows what the rows themselves say. @param rows in order of arrival */
export function expectBlock(block: TestedBlock, rows: readonly ModelRow[], cases: CaseMaker): void {
  const inTimeOrder = rows.toSorted(compareRows);
  expect(block.rowCount).toBe(rows.length);
  expect([block.minTimeMs, block.maxTimeMs]).toEqual([inTimeOrder[0]!.ms, inTimeOrder.at(-1)!.ms]);
  const rowsBySequence = new Map(rows.map((row) => [row.sequence, row]));
  const byRow = Array.from({ length: rows.length }, (_, row) => rowsBySequence.get(block.sequenceOf(row))!);
  expect(new Set(byRow).size).toBe(rows.length);

  const { ms, subMs, order } = block.timeline();
  expect(Array.from(ms)).toEqual(byRow.map((row) => row.ms));
  expect(Array.from(subMs ?? new Uint32Array(rows.length))).toEqual(byRow.map((row) => row.subMs));
  expect(Array.from(order, (row) => byRow[row]!.sequence)).toEqual(inTimeOrder.map(({ sequence }) => sequence));
  byRow.forEach((model, row) => {
    expect(block.storedJson(row)).toBe(model.json);
    expect(block.json(row)).toBe(model.hasTime ? model.json : withTime(model));
  });

  const fields = [...new Set(rows.flatMap(({ texts }) => [...texts.keys()]))].filter((field) => field !== '\0time');
  expect(block.fieldNames.toSorted()).toEqual(fields.toSorted());
  for (const field of fields) expectField(block, field, byRow, cases);
  for (const field of ['absent', 'a', 'a.c', 'e', 'metadata', '_msg', 'level', '_time', 'user']) {
    if (!fields.includes(field)) expectAbsentField(block, field, byRow);
  }
}

/** An entry without a time begins with its time of arrival, under a key that it does not have. */
function withTime({ json, ms, subMs }: ModelRow): string {
  const taken = Object.keys(JSON.parse(json) as object);
  const key = ['timestamp', ...TIME_KEYS].find((name) => !taken.includes(name));
  return `{"${key}":"${formatInstant({ ms, subMs })}"${json === '{}' ? '' : ','}${json.slice(1)}`;
}

function expectField(block: TestedBlock, field: string, byRow: readonly ModelRow[], cases: CaseMaker): void {
  const texts = byRow.map((row) => row.text(field));
  const present = texts.filter((text) => text !== '');
  const predicates = Array.from({ length: 6 }, () => cases.predicate(present));
  for (const predicate of predicates) expectNarrowedByTemplates(block, field, texts, predicate, cases);
  const column = block.column(field)!;
  expect(texts.map((_, row) => column.text(row))).toEqual(texts);
  expect(byRow.map((_, row) => block.typeOf(field, row))).toEqual(byRow.map((row) => row.type(field)));
  const counts = block.valueCounts(field);
  if (counts !== undefined) expect(new Map(counts)).toEqual(countsOf(texts));

  for (const predicate of predicates) {
    expectNarrowedByTemplates(block, field, texts, predicate, cases);
    expectCounts(block, field, texts, [predicate]);
    const selection = cases.selection(texts.length);
    const expected = selection.toArray().filter((row) => predicate.test(texts[row]!));
    column.narrow(predicate, selection);
    expect(selection.toArray()).toEqual(expected);
  }
  expectCounts(block, field, texts, predicates.slice(0, 2));
  expectCounts(block, field, texts, predicates.slice(2, 5));
  const isPresent: ValuePredicate = { test: (text) => text !== '' };
  const isAbsent: ValuePredicate = { test: (text) => text === '', texts: new Set(['']) };
  for (const predicate of [isPresent, isAbsent]) expectCounts(block, field, texts, [predicate]);
}

/** Where templates decide, they decide as the predicate does; else nothing is done. */
function expectNarrowedByTemplates(
  block: TestedBlock,
  field: string,
  texts: readonly string[],
  predicate: ValuePredicate,
  cases: CaseMaker,
): void {
  const selection = cases.selection(texts.length);
  const before = selection.toArray();
  const isDecided = block.narrowByTemplates?.(field, predicate, selection) ?? false;
  expect(selection.toArray()).toEqual(isDecided ? before.filter((row) => predicate.test(texts[row]!)) : before);
}

/** What the directory says encloses the truth. */
function expectCounts(
  block: TestedBlock,
  field: string,
  texts: readonly string[],
  predicates: readonly ValuePredicate[],
): void {
  const truth = texts.filter((text) => predicates.every((predicate) => predicate.test(text))).length;
  const encloses = (counts: { sure: number; unsure: number } | undefined): void => {
    if (counts === undefined) return;
    expect(counts.sure).toBeLessThanOrEqual(truth);
    expect(counts.sure + counts.unsure).toBeGreaterThanOrEqual(truth);
  };
  encloses(block.countAllByDirectory?.(field, predicates));
  if (predicates.length > 1) return;
  encloses(block.countByDirectory(field, predicates[0]!));
  if (!block.mayMatch(field, predicates[0]!)) expect(truth).toBe(0);
}

function expectAbsentField(block: TestedBlock, field: string, byRow: readonly ModelRow[]): void {
  expect(block.column(field)).toBeUndefined();
  expect(byRow.map((_, row) => block.typeOf(field, row))).toEqual(byRow.map((row) => row.type(field)));
  const texts = byRow.map(() => '');
  expectCounts(block, field, texts, [{ test: (text) => text === 'x' }]);
  expectCounts(block, field, texts, [{ test: (text) => text !== 'x' }]);
  expectCounts(block, field, texts, [{ test: (text) => text !== 'x' }, { test: (text) => text === '' }]);
  expect(block.valueCounts(field)?.size ?? 0).toBe(0);
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
