import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextPacker } from './text-packer.ts';

const texts = fc.array(
  fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ minLength: 0, maxLength: 300 })),
);

it('gives the texts that were written, in their order', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 3 }), fc.constantFrom(1, 40, 1000), (takes, times) => {
      const packer = new TextPacker();
      for (const take of takes) {
        const written = Array.from({ length: times }, () => take.slice(0, 3))
          .flat()
          .concat(take);
        for (const text of written) {
          packer.out.bytes(Buffer.from(text));
          packer.endText();
        }
        expect(packer.take()).toEqual(written.map((text) => Buffer.from(text).toString()));
      }
    }),
    { numRuns: 40 },
  );
});

it('takes numbers and bytes as they are printed', () => {
  const value = fc.oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.nat(20).map((power) => 10 ** Math.min(power, 15)),
  );
  fc.assert(
    fc.property(value, fc.uint8Array({ maxLength: 20 }), fc.nat(3), (number, bytes, zeros) => {
      const packer = new TextPacker();
      const width = String(number).length + zeros;
      packer.out.decimal(number);
      packer.endText();
      packer.out.digits(number, width);
      packer.endText();
      packer.out.hex(bytes, 0, bytes.length);
      packer.endText();
      packer.out.sliceUntil(Uint8Array.of(65, 66, 255, 67), 1, 4, 255);
      packer.endText();
      const padded = String(number).padStart(width, '0');
      expect(packer.take()).toEqual([String(number), padded, Buffer.from(bytes).toString('hex'), 'B']);
    }),
  );
});
