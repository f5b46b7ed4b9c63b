import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayElements } from './array-elements.ts';

test('gives the elements of any array as they were written', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      const texts = values.map((value) => JSON.stringify(value));
      expect(arrayElements(JSON.stringify({ entries: values }), 'entries')).toEqual(texts);
    }),
  );
});

test('keeps the text of numbers', () => {
  expect(arrayElements('{"entries": [ {"n":1.50}, 12345678901234567890 ]}', 'entries')).toEqual([
    '{"n":1.50}',
    '12345678901234567890',
  ]);
});
