import type { FieldValues } from '../pipeline/field-values.ts';
import { mapTexts } from '../pipeline/map-texts.ts';
import { NumberValues } from '../pipeline/number-values.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';
import { XxHash64 } from '../xx-hash.ts';

/** The lower 53 bits of XXH64, as of the reference: a number that loses nothing. */
export const hashPipe: PipeOperator<'hash'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field, resultField }) => {
    const hasher = new TextHasher();
    return new RowWiseStage((batch) => batch.with([[resultField, hashesOf(batch.values(field), hasher)]]));
  },
};

function hashesOf(values: FieldValues, hasher: TextHasher): FieldValues {
  if (values.dictionary() !== null) return mapTexts(values, (text) => String(hasher.hashOf(text)), true);
  return new NumberValues(Float64Array.from(values.texts(), (text) => hasher.hashOf(text)));
}

/** The most bytes of UTF-8 that a UTF-16 code unit can take. */
const UNIT_BYTES_MAX = 3;

class TextHasher {
  private readonly hash = new XxHash64();
  private bytes = Buffer.allocUnsafe(4096);

  hashOf(text: string): number {
    if (text.length * UNIT_BYTES_MAX > this.bytes.length) this.bytes = Buffer.allocUnsafe(text.length * UNIT_BYTES_MAX);
    const { high, low } = this.hash.update(this.bytes, this.bytes.write(text));
    return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
  }
}
