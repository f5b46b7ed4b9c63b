const ZERO = 48;
const NINE = 57;

/**
 * Natural order of texts, as people sort them: runs of decimal digits by their number (`a2` before `a10`; of equal
 * numbers the one with fewer zeros in front first), a digit before any other character, all else by code point.
 */
export function compareNaturally(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    const isDigitA = unitA >= ZERO && unitA <= NINE;
    const isDigitB = unitB >= ZERO && unitB <= NINE;
    if (isDigitA && isDigitB) {
      const endA = digitsEnd(a, i);
      const endB = digitsEnd(b, i);
      const order = compareDigits(a.slice(i, endA), b.slice(i, endB));
      if (order !== 0) return order;
      i = endA;
    } else if (isDigitA !== isDigitB) return isDigitA ? -1 : 1;
    else if (unitA !== unitB) return compareUnits(unitA, unitB);
    else i++;
  }
  return a.length - b.length;
}

function digitsEnd(text: string, start: number): number {
  let end = start + 1;
  for (; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit < ZERO || unit > NINE) break;
  }
  return end;
}

function compareDigits(a: string, b: string): number {
  if (a === b) return 0;
  const numberA = a.replace(/^0+/, '');
  const numberB = b.replace(/^0+/, '');
  if (numberA.length !== numberB.length) return numberA.length - numberB.length;
  if (numberA !== numberB) return numberA < numberB ? -1 : 1;
  return a.length - b.length;
}

/** UTF-16 puts the halves of characters beyond U+FFFF before U+E000 to U+FFFF; by code point they come after. */
function compareUnits(a: number, b: number): number {
  return a >= 0xd800 && b >= 0xd800 ? ((a + 0x2000) & 0xffff) - ((b + 0x2000) & 0xffff) : a - b;
}
