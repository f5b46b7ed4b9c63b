import { formatNumber } from './number-literal.ts';

/** ` limit N`, or nothing for 0. */
export function printLimit(limit: number): string {
  return limit === 0 ? '' : ` limit ${formatNumber(limit)}`;
}
