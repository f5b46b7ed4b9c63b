import { DIGIT_CHAR } from '../bytes/words.ts';

/** The most digits of a variable whose number is noted: nine fit 32 bits. */
export const NOTED_DIGITS_MAX = 9;

/** Variables of texts, flat. The arrays are scratch memory: they reach megabytes, and fresh ones cost more than filling them. */
export class VariableList {
  /** Ranges of the bytes that the texts lie in. */
  starts: Int32Array = new Int32Array(1 << 12);
  ends: Int32Array = new Int32Array(1 << 12);
  /** The classes of bytes.words that occur in each variable, ORed. */
  classes: Uint8Array = new Uint8Array(1 << 12);
  /** The number of a variable that `hasNumber`. */
  numbers: Uint32Array = new Uint32Array(1 << 12);
  count = 0;

  /** Whether a variable is nothing but ASCII digits, at most `NOTED_DIGITS_MAX`. */
  hasNumber(variable: number): boolean {
    return this.classes[variable] === DIGIT_CHAR && this.ends[variable]! - this.starts[variable]! <= NOTED_DIGITS_MAX;
  }

  /** Makes room for as many more variables. */
  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.starts.length) return;
    const size = Math.max(needed, this.starts.length * 2);
    this.starts = copyTo(new Int32Array(size), this.starts);
    this.ends = copyTo(new Int32Array(size), this.ends);
    this.classes = copyTo(new Uint8Array(size), this.classes);
    this.numbers = copyTo(new Uint32Array(size), this.numbers);
  }
}

function copyTo<T extends Int32Array | Uint8Array | Uint32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
