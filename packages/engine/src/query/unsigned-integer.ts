/** Digits with `_` between; of several the first is no zero. */
const UNSIGNED = /^(?:0|[1-9_][\d_]{0,25})$/;
const UINT64_MAX = 2n ** 64n - 1n;

/** An integer of 64 bits without a sign, as the reference writes and reads it; undefined for any other text. */
export function parseUnsigned(text: string): bigint | undefined {
  if (!UNSIGNED.test(text)) return undefined;
  const value = BigInt(text.replaceAll('_', ''));
  return value <= UINT64_MAX ? value : undefined;
}
