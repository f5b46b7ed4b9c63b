import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareUtf8 } from './utf8-order.ts';

test('the order is that of the bytes in UTF-8', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\u00e9', '\uffee', '\ue000', '\u{1f600}', '\u{10ffff}') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
  expect('\u{1f600}' < '\uffee').toBe(true);
  expect(compareUtf8('\u{1f600}', '\uffee')).toBeGreaterThan(0);
});
