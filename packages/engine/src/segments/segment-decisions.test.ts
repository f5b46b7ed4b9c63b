import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { wordsOf } from '../bytes/words.ts';
import { CaseMaker, caseSeeds } from '../columns/column-cases.test-support.ts';
import { logTexts } from '../columns/log-texts.test-support.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import { TEMPLATE_ALL, TEMPLATE_NONE } from '../columns/template-verdicts.ts';
import { TextPattern } from '../columns/text-pattern.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { partsOfRows } from './blocks.test-support.ts';
import { SEGMENT_VALUES_MAX, SegmentField } from './segment-field.ts';
import { SegmentIndex } from './segment-index.ts';
import { SegmentTemplates } from './segment-templates.ts';

/** Several blocks of one field, some of which have templates. */
const blocks = fc
  .array(fc.array(logTexts, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 })
  .map((lists) => lists.map((texts) => texts.flat()))
  .map((lists) => lists.map((texts) => (texts.length < 32 ? [...texts, ...texts, ...texts] : texts)));

function wordOfAnyCase(word: string): ValuePredicate {
  const pattern = new TextPattern(word, { wordStart: true, wordEnd: true, ignoreCase: true });
  return { test: (text) => pattern.test(text), pattern };
}

describe('what a segment decides for a template', () => {
  test('holds for every row of it, in every block', () => {
    fc.assert(
      fc.property(blocks, caseSeeds, (lists, seed) => {
        const cases = new CaseMaker(seed);
        const index = new SegmentIndex();
        const predicates = Array.from({ length: 8 }, () => cases.predicate(cases.pick(lists)));
        for (const texts of lists) {
          const parts = partsOfRows(texts.map((text) => JSON.stringify({ _msg: text })));
          const summary = index.add(parts);
          const column = parts.columns[0]!;
          if (!(column instanceof TemplateColumn)) continue;
          for (const predicate of predicates) {
            // Templates of later blocks must not change what was decided before.
            const verdicts = summary.templateVerdicts('_msg', predicate)!;
            for (let row = 0; row < parts.rowCount; row++) {
              const template = column.codes[column.rows.indexOf(row)]!;
              if (verdicts[template] === TEMPLATE_ALL) expect(predicate.test(column.text(row))).toBe(true);
              if (verdicts[template] === TEMPLATE_NONE) expect(predicate.test(column.text(row))).toBe(false);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('is the same after it was written and read', () => {
    fc.assert(
      fc.property(blocks, caseSeeds, (lists, seed) => {
        const cases = new CaseMaker(seed);
        const index = new SegmentIndex();
        for (const texts of lists) index.add(partsOfRows(texts.map((text) => JSON.stringify({ _msg: text }))));
        const { templates } = index.field('_msg');
        const words = wordsOf(lists.flat().join(' ')).slice(0, 20);
        const anyCase = [...words, 'a', 'İd', 'STRAẞE'].map(wordOfAnyCase);
        const predicates = [...anyCase, ...Array.from({ length: 5 }, () => cases.predicate(lists[0]!))];
        // Before they are written, there is no index of their words.
        const decisions = predicates.map((predicate) => templates.decide(predicate));
        const out = new ByteWriter(16);
        Array.from(templates.writing(out, 1));
        const read = new SegmentTemplates();
        const source = new ByteReader(out.toBytes());
        read.read(source, source.count());
        expect(source.remaining).toBe(0);
        expect(read.count).toBe(templates.count);
        predicates.forEach((predicate, i) => {
          expect(read.decide(predicate)).toEqual(decisions[i]);
        });
      }),
      { numRuns: 50 },
    );
  });

  test('knows that the lower case of a variable can be more than one word', () => {
    const index = new SegmentIndex();
    const pattern = new TextPattern('a', { wordStart: true, wordEnd: true, ignoreCase: true });
    const predicate = { test: (text: string): boolean => pattern.test(text), pattern };
    const rows = (texts: readonly string[]): string[] =>
      Array.from({ length: 40 }, (_, i) => JSON.stringify({ _msg: `id ${texts[i % texts.length]!} ok` }));
    const plain = index.add(partsOfRows(rows(['x1', 'x2'])));
    expect(plain.count('_msg', predicate)).toEqual({ sure: 0, unsure: 0 });
    expect(predicate.test('id 1İa ok')).toBe(true);
    const odd = index.add(partsOfRows(rows(['1İa', '2İb'])));
    expect(odd.count('_msg', predicate).unsure).toBeGreaterThanOrEqual(20);
    const copy = new SegmentIndex();
    expect(copy.adopt(odd).count('_msg', predicate).unsure).toBeGreaterThanOrEqual(20);
  });
});

describe('the values of a segment', () => {
  test('are numbered once, and tested once for a predicate', () => {
    const { values } = new SegmentField('level');
    expect(['a', 'b', 'a', ''].map((text) => values.idOf(text))).toEqual([0, 1, 0, 2]);
    let tests = 0;
    const predicate = {
      test: (text: string): boolean => {
        tests++;
        return text !== 'a';
      },
    };
    expect([0, 1, 0, 1].map((id) => values.passes(predicate, id))).toEqual([false, true, false, true]);
    expect(tests).toBe(2);
    // Values that are added later are tested when they are asked for.
    for (let i = 0; i < 100; i++) values.idOf(`value ${i}`);
    expect(values.passes(predicate, 99)).toBe(true);
    expect(values.passes(predicate, 0)).toBe(false);
    expect(tests).toBe(3);
  });

  test('are listed no more when there are too many, and nothing is excluded wrongly then', () => {
    const index = new SegmentIndex();
    const block = (from: number): string[] =>
      Array.from({ length: 4000 }, (_, i) => JSON.stringify({ host: `h ${from + (i >> 2)} x` }));
    const summaries = Array.from({ length: 6 }, (_, i) => index.add(partsOfRows(block(i * 1000))));
    expect(index.field('host').values.texts.length).toBeGreaterThan(SEGMENT_VALUES_MAX);
    const last = { test: (text: string): boolean => text === 'h 5999 x', texts: new Set(['h 5999 x']) };
    expect(summaries[0]!.valueCounts('host')!.size).toBe(1000);
    expect(summaries[0]!.count('host', last)).toEqual({ sure: 0, unsure: 0 });
    expect(summaries[5]!.valueCounts('host')).toBeUndefined();
    const { sure, unsure } = summaries[5]!.count('host', last);
    expect(sure + unsure).toBeGreaterThanOrEqual(4);
  });
});
