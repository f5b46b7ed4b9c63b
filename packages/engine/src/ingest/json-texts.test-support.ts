import fc from 'fast-check';
import { ENTRY_LIMITS } from '../errors/limits.ts';

/** The members of an object in order, the last of duplicate keys at the place of the first; values are compact JSON. */
export type Members = Map<string, string>;

/** A JSON object that is known to be valid, taken apart the slow way. */
export function membersOf(text: string): Members {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/gs)!;
  let at = 0;
  const value = (): string => {
    if (tokens[at] === '{') return writeMembers(members());
    if (tokens[at] === '[') return `[${items().join(',')}]`;
    return scalar(tokens[at++]!);
  };
  const items = (): string[] => {
    const found: string[] = [];
    while (tokens[at++] !== ']') if (tokens[at] !== ']') found.push(value());
    return found;
  };
  const members = (): Members => {
    const found: Members = new Map();
    while (tokens[at++] !== '}') {
      if (tokens[at] === '}') continue;
      const key = JSON.parse(scalar(tokens[at]!)) as string;
      at += 2;
      found.set(key, value());
    }
    return found;
  };
  return members();
}

/** Whether no field of a line has a name above the limit; names of keys within arrays are no fields. Lines that are no object fit. */
export function fieldNamesFit(text: string): boolean {
  if (!isJsonObject(text)) return true;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/gs)!;
  // Of each object or array that is open: its path, null within an array.
  const open: (string | null)[] = [];
  let name: string | null = '';
  for (const [at, token] of tokens.entries()) {
    if (token === '{') open.push(name);
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (tokens[at + 1] === ':') {
      const path = open.at(-1) ?? null;
      const key = (JSON.parse(token) as string).toWellFormed();
      name = path === null ? null : open.length === 1 ? key : `${path}.${key}`;
      if (name !== null && Buffer.byteLength(name) > ENTRY_LIMITS.fieldNameBytes) return false;
    }
    if (open.at(-1) === null) name = null;
  }
  return true;
}

/** The text that a valid JSON object comes back as. */
export function canonicalJson(text: string): string {
  return writeMembers(membersOf(text));
}

export function writeMembers(members: Members): string {
  return `{${Array.from(members, ([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

export function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Whether a JSON text has an escape of half a surrogate pair. */
export function hasLoneSurrogate(text: string): boolean {
  return (text.match(/"(?:[^"\\]|\\.)*"/gs) ?? []).some((token) => !(JSON.parse(token) as string).isWellFormed());
}

function scalar(token: string): string {
  return token.startsWith('"') ? JSON.stringify((JSON.parse(token) as string).toWellFormed()) : token;
}

const space = fc.constantFrom('', '', '', '', ' ', '\t', '\r', ' \r\t  ');

const characters = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => JSON.stringify(text.toWellFormed()).slice(1, -1)),
  fc.constantFrom('\\n', '\\/', '\\"', '\\\\', '\\u0041', '\\u00e9', '\\ud83d\\ude00', '\\uD834\\udd1e', '\\u0000'),
  fc.constantFrom('\x7f', '\u2028', '\ufeff', '/', '{}', '[1]', ':', ',', '  ', 'é', '😀', '\\u2028'),
);

/** A JSON string; one in some has an escape of half a surrogate pair. */
const string = fc
  .tuple(
    fc.array(characters, { maxLength: 4 }),
    fc.constantFrom('', '', '', '', '', '', '', '', '\\ud800', '\\udc00\\ud800', '\\ud83d\\u0041'),
  )
  .map(([pieces, last]) => `"${pieces.join('')}${last}"`);

const digits = fc.integer({ min: 1, max: 1e9 }).map((value) => String(value));

const number = fc.oneof(
  fc.constantFrom('0', '-0', '1', '-1', '0.0', '1.50', '1e5', '1E+5', '1e-0', '-0.0e00', '1e400', '9007199254740993'),
  fc.constantFrom('30', '60', '7', '8', '10', '35', '-10', '3e1', '123456789012345678901234567890', '0.1'),
  digits,
  fc.tuple(digits, digits).map(([whole, fraction]) => `-${whole}.${fraction}`),
);

const scalarValue = fc.oneof(
  { weight: 3, arbitrary: string },
  { weight: 3, arbitrary: number },
  fc.constantFrom('true', 'false', 'null', '""', '{}', '[]', '{ \t}', '[ ]'),
);

/** Keys that meet one another, that have a meaning, and that are odd. */
const key = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...['"a"', '"b"', '"a.b"', '"c"', '"level"', '"_msg"', '"message"', '"msg"', '"metadata"', '"tags"', '"source"'],
      ...[
        '"_time"',
        '"timestamp"',
        '"ts"',
        '"l\\u0065vel"',
        '"\\u0061"',
        '"__proto__"',
        '"constructor"',
        '"0"',
        '"10"',
      ],
    ),
  },
  fc.constantFrom('""', '"\\u0000time"', '"parse_error"', '"\\ud800"', '"é"', '"_stream"', '"toString"', '"a.a.b"'),
  string,
);

function listOf(open: string, close: string, item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const padded = fc.tuple(space, item, space).map((parts) => parts.join(''));
  return fc
    .tuple(space, fc.array(padded, { maxLength: 5 }))
    .map(([lead, items]) => `${open}${lead}${items.join(',')}${close}`);
}

function memberOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(key, space, space, value).map(([name, before, after, text]) => `${name}${before}:${after}${text}`);
}

const values = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalarValue,
    listOf('{', '}', memberOf(tie('value'))),
    listOf('[', ']', tie('value')),
  ),
}));

const times = fc.constantFrom(
  ...['"2026-03-02T12:00:00Z"', '"2026-03-02 12:00:00,5 +0100"', '1700000000', '1700000000123', '-1.5', '"1.5"'],
  ...['"2026-03-02T12:00:00.000000001+05:45"', '"02/Mar/2026:12:00:01 +0000"', '"\\u0032026-03-02"', '"now"', '1e300'],
  ...[
    '"2026-02-30"',
    '"0000-01-01"',
    '"9999-12-31T23:59:59.999999999Z"',
    '"+275760-09-13T00:00:00Z"',
    'true',
    '{"a":1}',
  ],
);

const member = fc.oneof(
  { weight: 6, arbitrary: memberOf(values.value) },
  fc
    .tuple(fc.constantFrom('"_time"', '"timestamp"', '"@timestamp"', '"time"', '"ts"'), times)
    .map(([name, time]) => `${name}:${time}`),
);

/** A JSON object of a line in any form that JSON allows. */
export const objectTexts: fc.Arbitrary<string> = fc
  .tuple(space, listOf('{', '}', member), space)
  .map((parts) => parts.join(''))
  .filter(fieldNamesFit);

/** The bytes of a line in which something was changed: perhaps still JSON, perhaps no UTF-8. Holds no line feed. */
export const damagedLines: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    objectTexts,
    fc.array(fc.tuple(fc.constantFrom('flip', 'set', 'insert', 'remove', 'cut', 'repeat'), fc.nat(), fc.nat(255)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([text, changes]) => {
    let bytes = [...Buffer.from(text)];
    for (const [kind, place, byte] of changes) {
      const at = place % Math.max(1, bytes.length);
      if (kind === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << (byte % 8));
      else if (kind === 'set') bytes[at] = [0x22, 0x5c, 0x2c, 0x7d, 0x5d, 0x30, 0x00, 0xff][byte % 8]!;
      else if (kind === 'insert') bytes.splice(at, 0, byte);
      else if (kind === 'remove') bytes.splice(at, 1 + (byte % 3));
      else if (kind === 'cut') bytes = bytes.slice(0, at);
      else bytes.splice(at, 0, ...bytes.slice(at, at + (byte % 9)));
    }
    return Uint8Array.from(bytes, (byte) => (byte === 0x0a ? 0x20 : byte));
  })
  .filter((bytes) => fieldNamesFit(Buffer.from(bytes).toString()));
