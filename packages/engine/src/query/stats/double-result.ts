import { formatDouble } from '../number-format.ts';

/** A number as a result. NaN and the infinities are texts to JSON. */
export function doubleResult(value: number): { readonly text: string; readonly isNumber: boolean } {
  return { text: formatDouble(value), isNumber: Number.isFinite(value) };
}
