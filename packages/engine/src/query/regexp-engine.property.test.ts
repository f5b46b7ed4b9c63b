import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import type { VariableClass } from '../columns/value-predicate.ts';
import { compileRegexp } from './regexp-engine.ts';

/** Enough for a machine that is busy with other tests. */
const TIMEOUT_MS = 60_000;

const RUNS = { numRuns: 1000 };

const single = fc.constantFrom(
  ...['a', 'b', '1', '2', ':', ' ', '-', 'é', '.', '\\d', '\\w', '\\s', '\\D', '\\W', '\\.', '\\x61', '_', 'K', 's'],
  ...['[ab]', '[0-9a-f]', '[^a]', '[^0-9]', '[\\d:]', '[a-]', '[]a]', '[A-Z]', '[^\\n]', '\\n', '[\\-b]'],
);
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,1}', '{2,}', '{3}', '*?', '{1}?');
const place = fc.constantFrom('^', '$', '\\b', '\\B', '\\A', '\\z');

/** Patterns of the common syntax, flags among them. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ choice: string; sequence: string; atom: string }>((tie) => ({
  choice: fc.oneof(
    { depthSize: 'small' },
    tie('sequence'),
    fc.tuple(tie('sequence'), tie('choice')).map(([a, b]) => `${a}|${b}`),
  ),
  sequence: fc
    .array(fc.tuple(tie('atom'), quantifier), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.flat().join('')),
  atom: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: single, weight: 6 },
    { arbitrary: place, weight: 1 },
    { arbitrary: tie('choice').map((inner) => `(${inner})`), weight: 1 },
    { arbitrary: tie('choice').map((inner) => `(?:${inner})`), weight: 1 },
    { arbitrary: tie('choice').map((inner) => `(?i:${inner})`), weight: 1 },
    { arbitrary: tie('choice').map((inner) => `(?s)${inner}`), weight: 1 },
  ),
})).choice;

const character = fc.constantFrom(...'ab12f:. -_éKkſ\u212a\n😀\ud800');
const text = fc.array(character, { maxLength: 10 }).map((characters) => characters.join(''));

function accepted(source: string): RE2JS | null {
  try {
    return RE2JS.compile(source);
  } catch {
    return null;
  }
}

test(
  'a compiled pattern matches exactly what RE2 matches, and its required texts are there',
  () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
        const oracle = accepted(source);
        fc.pre(oracle !== null);
        const compiled = compileRegexp(source);
        for (const each of texts) {
          expect([each, compiled.test(each)]).toEqual([each, oracle!.test(each)]);
          if (oracle!.test(each)) for (const required of compiled.requiredTexts) expect(each).toContain(required);
        }
      }),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

/** A variable class and values of it. */
interface Variable {
  readonly known: VariableClass;
  readonly values: readonly string[];
}

const CHARACTERS: Record<VariableClass['alphabet'], string> = { digits: '0129', 'hex-lower': '012af', word: '12abK_é' };

const variable: fc.Arbitrary<Variable> = fc
  .tuple(fc.constantFrom('digits' as const, 'hex-lower' as const, 'word' as const), fc.constantFrom(0, 0, 1, 2, 4))
  .chain(([alphabet, length]) =>
    fc.record({
      known: fc.constant({ alphabet, length: alphabet === 'word' ? 0 : length }),
      values: fc.array(
        fc
          .array(fc.constantFrom(...CHARACTERS[alphabet]), {
            minLength: Math.max((alphabet === 'word' ? 0 : length) - 1, 0),
            maxLength: alphabet === 'word' || length === 0 ? 5 : length - 1,
          })
          .chain((rest) => fc.nat(rest.length).map((at) => rest.toSpliced(at, 0, '1').join(''))),
        { minLength: 6, maxLength: 6 },
      ),
    }),
  );

// Beside a variable stands no word character.
const piece = fc.constantFrom(':', ' ', ': ', ' a ', ' ab: ', '-', ' é ', ' _ ', '.a.', ' K ', '\n');
const edge = fc.oneof(piece, fc.constant(''));

const template = fc
  .array(fc.record({ before: piece, variable }), { minLength: 1, maxLength: 3 })
  .chain((parts) =>
    fc.record({
      first: edge,
      last: edge,
      inner: fc.constant(parts.slice(1).map((part) => part.before)),
      variables: fc.constant(parts.map((part) => part.variable)),
    }),
  )
  .map(({ first, last, inner, variables }) => ({ pieces: [first, ...inner, last], variables }));

test(
  'what is decided on a template is true of every row of it',
  () => {
    const seen = { all: 0, none: 0, some: 0 };
    fc.assert(
      fc.property(pattern, template, (source, { pieces, variables }) => {
        const oracle = accepted(source);
        fc.pre(oracle !== null);
        const { template: decider } = compileRegexp(source);
        if (decider === undefined) return;
        const decision = decider.decide(
          pieces,
          variables.map(({ known }) => known),
        );
        seen[decision]++;
        if (decision === 'some') return;
        for (let i = 0; i < 6; i++) {
          const row = variables.reduce(
            (text, { values }, at) => text + values[i]! + pieces[at + 1]!,
            String(pieces[0]),
          );
          expect([row, oracle!.test(row)]).toEqual([row, decision === 'all']);
        }
      }),
      RUNS,
    );
    // A decider that never decided would be sound as well.
    expect(seen.all).toBeGreaterThan(RUNS.numRuns / 20);
    expect(seen.none).toBeGreaterThan(RUNS.numRuns / 20);
  },
  TIMEOUT_MS,
);
