import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LOGSQL } from '../../logsql/logsql.ts';
import { parse } from '../../logsql/parse.ts';
import { blocksOf } from '../query-script.test-support.ts';
import { jsonLines } from './json-lines.ts';
import { testRun } from './pipeline.test-support.ts';
import { rowsOfBatch } from './query-rows.ts';
import { runQuery } from './run-query.ts';

const value = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom('1', '', '\u2028"\\\u0000', 'x'),
);
const row = fc.record({ _msg: value, a: value, 'b "c"': value, __proto__: value }, { requiredKeys: [] });
const PIPES = ['', '| fields a', '| stats by (a) count() n', '| copy a d | len(a) as e', '| fields _time, a'];

test('the lines of a batch parse to its rows', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.constantFrom(...PIPES), (rows, pipes) => {
      const lines = rows.map((fields, i) => JSON.stringify({ _time: new Date(i * 500).toISOString(), ...fields }));
      const blocks = blocksOf(lines, 7);
      for (const batches of runQuery(parse(`* ${pipes}`, LOGSQL), testRun({ blocks: () => blocks }))) {
        for (const batch of batches) {
          const expected = rowsOfBatch(batch).filter((each) => Object.keys(each).length > 0);
          expect(parsed(jsonLines(batch, { values: 'stored' }))).toEqual(expected);
          const texts = expected.map((each) => entriesOf(each).map(([name, text]) => [name, String(text)]));
          expect(parsed(jsonLines(batch, { values: 'texts' })).map(entriesOf)).toEqual(texts);
        }
      }
    }),
  );
});

test('a row without fields has no line', () => {
  const blocks = blocksOf(['{"_msg":"a"}', '{"_msg":"b","c":1}'], 2);
  const [batch] = [...runQuery(parse('* | fields c', LOGSQL), testRun({ blocks: () => blocks }))].flat();
  expect(jsonLines(batch!, { values: 'stored' })).toBe('{"c":1}\n');
  expect(jsonLines(batch!, { values: 'texts' })).toBe('{"c":"1"}\n');
});

function parsed(lines: string): object[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as object);
}

function entriesOf(object: object): [string, unknown][] {
  return Object.entries(object);
}
