import { compareUtf8 } from '../bytes/utf8-order.ts';

/**
 * The order of lists of texts that the reference gives them where it keeps each list as bytes: of the first texts that differ
 * the shorter one comes first, and of those of one length the one whose bytes come first.
 */
export function compareSizedTexts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareSized(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

function compareSized(a: string, b: string): number {
  const [sizeA, sizeB] = [sizeBytes(a), sizeBytes(b)];
  return sizeA === sizeB ? compareUtf8(a, b) : sizeA < sizeB ? -1 : 1;
}

/** The bytes of the length of a text as characters: seven bits each, the lowest first, with a mark where more follow. */
function sizeBytes(text: string): string {
  let left = Buffer.byteLength(text);
  let bytes = '';
  for (; left > 127; left = Math.floor(left / 128)) bytes += String.fromCharCode((left % 128) + 128);
  return bytes + String.fromCharCode(left);
}
