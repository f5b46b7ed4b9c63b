import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatheredBytes } from './gathered-bytes.ts';

test('chunks of any size come out as they went in', () => {
  const sizes = fc.array(fc.oneof(fc.nat(3), fc.nat(5_000), fc.constant(70_000)), { maxLength: 40 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      let next = 0;
      const chunks = lengths.map((length) => Uint8Array.from({ length }, () => next++));
      const gathered = new GatheredBytes();
      for (const chunk of chunks) gathered.add(chunk);
      const expected = Buffer.concat(chunks);
      expect(gathered.length).toBe(expected.length);
      expect(Buffer.compare(gathered.take(), expected)).toBe(0);
    }),
  );
});

test('bytes that come one by one are not held one by one', () => {
  const gathered = new GatheredBytes();
  for (let i = 0; i < 1_000_000; i++) gathered.add(Uint8Array.of(i));
  expect(gathered.pieceCount).toBeLessThan(20);
  const mixed = new GatheredBytes();
  for (let i = 0; i < 1_000; i++) {
    mixed.add(Uint8Array.of(1));
    mixed.add(new Uint8Array(4096));
  }
  expect(mixed.pieceCount).toBeLessThanOrEqual(2_001);
});
