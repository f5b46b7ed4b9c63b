/**
 * JSON without loss of digits: integers beyond ±(2^53 − 1) are bigints on this side and plain digits on the other.
 */

/** Of the ECMAScript proposal "JSON.parse source text access", which the declarations of TypeScript do not know yet. */
interface ExactJson {
  rawJSON?(text: string): unknown;
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
}

const exactJson = JSON as unknown as ExactJson;

/** As `JSON.parse`, but an integer that a number cannot hold exactly is a bigint. */
export function parseExactJson(text: string): unknown {
  // Without a long run of digits no number needs the reviver, which makes parsing several times slower.
  return /\d{16}/.test(text) ? exactJson.parse(text, reviveInteger) : JSON.parse(text);
}

/** As `JSON.stringify` without white space, but a bigint becomes its digits. Undefined where `JSON.stringify` gives it. */
export function stringifyExactJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? rawInteger(member) : member));
}

/**
 * A value that `JSON.stringify` writes as `stringifyExactJson` does: the same one where no bigint is in it, else a copy in
 * which each is replaced by raw JSON.
 */
export function withRawIntegers(value: unknown): unknown {
  if (typeof value === 'bigint') return rawInteger(value);
  if (value === null || typeof value !== 'object') return value;
  // It writes itself (a Date, say).
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  if (Array.isArray(value)) {
    const members = value.map(withRawIntegers);
    return members.some((member, index) => member !== value[index]) ? members : value;
  }
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const raw = withRawIntegers(member);
    if (raw === member) continue;
    copy ??= copyOwn(value as Record<string, unknown>);
    setOwn(copy, key, raw);
  }
  return copy ?? value;
}

/** Sets a key of the object itself, also `__proto__`, which an assignment would take for the prototype. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** A shallow copy of the enumerable keys of the object itself. */
export function copyOwn(source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(source)) setOwn(copy, key, source[key]);
  return copy;
}

function reviveInteger(_: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context.source === undefined) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

/** Digits in quotes where the runtime has no raw JSON: never a wrong number. */
function rawInteger(value: bigint): unknown {
  return exactJson.rawJSON?.(String(value)) ?? String(value);
}
