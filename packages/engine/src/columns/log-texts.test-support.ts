import fc from 'fast-check';

/** A random number in `[0, 1)`, always the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => below(random, 10)).join('');
const hex = (random: Random, count: number): string =>
  Array.from({ length: count }, () => below(random, 16).toString(16)).join('');
const pick = <T>(random: Random, choices: readonly T[]): T => choices[below(random, choices.length)]!;

/** Makers of one value of each form that variables of logs have. */
export const VARIABLES: Record<string, (random: Random) => string> = {
  small: (random) => String(below(random, 12)),
  integer: (random) => String(below(random, 10 ** below(random, 10))),
  long: (random) => String(below(random, 1e15)),
  longer: (random) => `1${digits(random, 15 + below(random, 30))}`,
  padded: (random) => digits(random, 3),
  paddedLong: (random) => digits(random, 9),
  paddedLonger: (random) => digits(random, 11),
  leadingZeros: (random) => digits(random, 1 + below(random, 5)),
  decimal: (random) => `${below(random, 100)}.${below(random, 100)}`,
  hexId: (random) => hex(random, 8),
  traceId: (random) => hex(random, 32),
  upperHex: (random) => hex(random, 8).toUpperCase(),
  oddHex: (random) => hex(random, 9),
  pointer: (random) => `0x${hex(random, 12)}`,
  uuid: (random) => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-'),
  ip: (random) => Array.from({ length: 4 }, () => below(random, 256)).join('.'),
  mixed: (random) => `conn${below(random, 30)}`,
  mixedCase: (random) => pick(random, ['Conn', 'CONN', 'conn', 'v', 'X']) + below(random, 5),
  suffixed: (random) => `${below(random, 500)}ms`,
  rare: (random) => `id_${hex(random, 2)}${below(random, 1e9)}x`,
  otherScript: (random) => pick(random, ['٣', '٣٤', '𝟘', 'é1', '1é', 'Ω9', 'Я0', 'ß1', '9日']),
  odd: (random) => pick(random, ['Σ1', '1Σ', 'ΑΣ1', '\u212a9', 'Ⱥ1', '1Ⱥ', 'ǅ1', 'ς1', 'İ1', '1İ', 'i1']),
  maybeWord: (random) => pick(random, ['a', 'b', 'a1', 'b2', 'é']),
};

const WORDS = [
  ...['a', 'b', 'user', 'GET', 'Get', 'login', 'conn', 'x', '_', 'ms', 'Ünïcode', 'é', 'Straße', '日本', '𝒳'],
  ...['ΣΑΣ', 'σας', 'ΟΔΟΣ', 'İ', 'ı', 'i', '\u212a', 'k', 'Ⱥ', 'ẞ', 'ß', 'ǅ', 'ﬁ'],
];
const SEPARATORS = [
  ...[' ', ' ', ' ', ': ', '=', '/', '.', '-', ', ', '"', '[', '\n', '\t', '\0', '\uffff', '\ufffd', '\ufeff', '😀'],
  ...['\u0307', 'e\u0301', '²', 'Ⅳ', 'Ⓐ', '…', '٫'],
];

const parts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...SEPARATORS) },
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.constantFrom('long words '.repeat(40), `${'x'.repeat(70)} `) },
  { weight: 4, arbitrary: fc.constantFrom(...Object.values(VARIABLES)) },
);

const templates = fc.array(fc.array(parts, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 4 });
const seeds = fc.integer();

/** Texts as logs have them: a few templates, filled with variables. At least one; none is empty. */
export const logTexts: fc.Arbitrary<string[]> = fc
  .tuple(templates, fc.array(seeds, { minLength: 1, maxLength: 60 }), fc.boolean())
  .map(([shapes, rowSeeds, grouped]) => {
    const shapeOf = (seed: number): number => (seed >>> 1) % shapes.length;
    const rows = grouped ? rowSeeds.toSorted((a, b) => shapeOf(a) - shapeOf(b)) : rowSeeds;
    return rows.map((seed) => {
      const random = randomFrom(seed);
      return shapes[shapeOf(seed)]!.map((part) => (typeof part === 'string' ? part : part(random))).join('');
    });
  });

/** Texts that all have the one form of a variable. */
export function variableTexts(make: (random: Random) => string, minLength = 1): fc.Arbitrary<string[]> {
  return fc.array(
    seeds.map((seed) => make(randomFrom(seed))),
    { minLength, maxLength: 60 },
  );
}

/** Any texts but empty ones; they are well formed, for values are UTF-8. */
export const wildTexts: fc.Arbitrary<string[]> = fc.array(
  fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('\0', '\uffff', ' ', '\ufeff', '\ufeffa1', '-', '0', '-0'),
    )
    .map((text) => text.toWellFormed()),
  { minLength: 1, maxLength: 60 },
);
