/*
 * JSON texts of one number differ: 1.0 and 1, 1e3 and 1000. An object cannot tell them apart; beside it, a copy can that has raw
 * JSON in the place of each number whose text is not the usual one.
 */

/** Of the ECMAScript proposal "JSON.parse source text access", which the declarations of TypeScript do not know yet. */
interface RawJson {
  readonly rawJSON: string;
}

interface ExactJson {
  rawJSON?(text: string): RawJson;
  isRawJSON?(value: unknown): value is RawJson;
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
}

const exactJson = JSON as unknown as ExactJson;

/** A number with a point or an exponent, or a negative zero, in front of what may follow a number. */
const SUSPECT = /\d[.eE][\d+\-eE]+[,}\]]|-0[,}\]]/;

/** The parsed text with raw JSON for numbers of an unusual text; undefined where all of them are written as usual. */
export function unusualNumbers(json: string): unknown {
  if (!SUSPECT.test(json) || exactJson.rawJSON === undefined) return undefined;
  let isUnusual = false;
  const copy = exactJson.parse(json, (_, value, { source }) => {
    if (typeof value !== 'number' || source === undefined || source === String(value)) return value;
    // Integers beyond 2^53 are bigints, with all of their digits.
    if (/^-?\d+$/.test(source) && source !== '-0') return value;
    isUnusual = true;
    return exactJson.rawJSON!(source);
  });
  return isUnusual ? copy : undefined;
}

/** A copy of `value` that has the raw JSON of `unusual` where the same number still stands. */
export function withNumberTexts(value: unknown, unusual: unknown): unknown {
  if (exactJson.isRawJSON?.(unusual) === true) {
    return typeof value === 'number' && value === Number(unusual.rawJSON) ? unusual : value;
  }
  if (typeof value !== 'object' || value === null || typeof unusual !== 'object' || unusual === null) return value;
  if (exactJson.isRawJSON?.(value) === true) return value;
  if (Array.isArray(value)) {
    return Array.isArray(unusual) ? value.map((member, index) => withNumberTexts(member, unusual[index])) : value;
  }
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    Object.hasOwn(unusual, key) ? withNumberTexts(member, (unusual as Record<string, unknown>)[key]) : member,
  ]);
  return Object.fromEntries(entries);
}
