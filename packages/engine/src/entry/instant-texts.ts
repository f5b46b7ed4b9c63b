import type { ByteWriter } from '../bytes/byte-writer.ts';
import { TextPacker } from '../bytes/text-packer.ts';
import { DAY_MS } from './civil-date.ts';
import { formatDay } from './instant.ts';

/**
 * `formatInstant` of many times, `''` for those that are NaN. All are written into one string, of which the texts are pieces: that
 * takes a third of the time and of the memory.
 */
export function formatInstants(ms: Float64Array, subMs: Uint32Array | null): string[] {
  const packer = new TextPacker();
  for (let i = 0; i < ms.length; i++) {
    if (!Number.isNaN(ms[i]!)) writeInstant(packer.out, ms[i]!, subMs === null ? 0 : subMs[i]!);
    packer.endText();
  }
  return packer.take();
}

function writeInstant(out: ByteWriter, ms: number, subMs: number): void {
  const day = Math.floor(ms / DAY_MS);
  const msOfDay = ms - day * DAY_MS;
  const second = Math.floor(msOfDay / 1000);
  const minute = Math.floor(second / 60);
  out.ascii(formatDay(day)).u8(LETTER_T);
  out.digits(Math.floor(minute / 60), 2).u8(COLON);
  out.digits(minute % 60, 2).u8(COLON);
  out.digits(second % 60, 2);
  const msOfSecond = msOfDay % 1000;
  if (subMs > 0) writeFraction(out, msOfSecond * 1_000_000 + subMs, 9);
  else if (msOfSecond > 0) writeFraction(out, msOfSecond, 3);
  out.u8(LETTER_Z);
}

/** A fraction other than zero, given by its first `width` decimals, without the zeros at its end. */
function writeFraction(out: ByteWriter, decimals: number, width: number): void {
  let left = decimals;
  let digits = width;
  for (; left % 10 === 0; left /= 10) digits--;
  out.u8(POINT).digits(left, digits);
}

const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const COLON = 0x3a;
const POINT = 0x2e;
