import { z } from 'zod';
import { durationText, parseDurationText, parseSizeText, sizeText } from './unit-text.ts';

/** One key of the configuration: what it means, what it may be, and what it is unless given. */
export interface ConfigKey<T> {
  /** What it does, a sentence for the help. */
  readonly about: string;
  /** What a value must be, as in "must be …". */
  readonly expected: string;
  /** What stands for the value in the help, such as `<size>`; undefined for what a flag alone turns on. */
  readonly placeholder: string | undefined;
  readonly fallback: T;
  /** Reads a value of YAML, or the text of a flag or variable. */
  readonly schema: z.ZodType<T>;
  /** The value as a file would have it; secrets masked. */
  readonly show: (value: T) => unknown;
  /** Whether it is a list whose flag, in the singular, is given once for each value. */
  readonly isRepeated?: boolean;
}

type Described<T> = { readonly about: string; readonly fallback: T };

export function textKey({ about, fallback, expected }: Described<string> & { expected: string }): ConfigKey<string> {
  return { about, fallback, expected, placeholder: '<text>', schema: z.string().max(4096), show: (value) => value };
}

export function flagKey({ about, fallback }: Described<boolean>): ConfigKey<boolean> {
  const words = new Map([
    ['true', true],
    ['yes', true],
    ['1', true],
    ['false', false],
    ['no', false],
    ['0', false],
  ]);
  const schema = z.union([z.boolean(), fromText((text) => words.get(text.toLowerCase()))]);
  return { about, fallback, expected: 'true or false', placeholder: undefined, schema, show: (value) => value };
}

export function countKey({
  about,
  fallback,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
}: Described<number> & { least?: number; most?: number }): ConfigKey<number> {
  const number = z.int().min(least).max(most);
  const schema = z.union([number, fromText((text) => (/^\d+$/.test(text) ? Number(text) : undefined)).pipe(number)]);
  const expected =
    most === Number.MAX_SAFE_INTEGER ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`;
  return { about, fallback, expected, placeholder: '<n>', schema, show: (value) => value };
}

export function sizeKey({ about, fallback, least = 0 }: Described<number> & { least?: number }): ConfigKey<number> {
  const number = z.int().min(least);
  return {
    about,
    fallback,
    expected: `a size such as 64MiB${least === 0 ? '' : `, at least ${sizeText(least)}`}`,
    placeholder: '<size>',
    schema: z.union([number, fromText(parseSizeText).pipe(number)]),
    show: sizeText,
  };
}

export function durationKey({ about, fallback, least = 0 }: Described<number> & { least?: number }): ConfigKey<number> {
  const schema = fromText(parseDurationText).pipe(z.int().min(least));
  return {
    about,
    fallback,
    expected: `a duration such as 30s or 1h30m${least === 0 ? '' : `, at least ${durationText(least)}`}`,
    placeholder: '<duration>',
    schema: z.union([z.literal(0).refine(() => least === 0), schema]),
    show: durationText,
  };
}

export function choiceKey<const Name extends string>({
  about,
  fallback,
  names,
}: Described<Name> & { names: readonly Name[] }): ConfigKey<Name> {
  const known = fromText((text) => names.find((name) => name === text));
  const expected = `one of ${names.join(', ')}`;
  return { about, fallback, expected, placeholder: `<${names.join('|')}>`, schema: known, show: (value) => value };
}

/** A list of texts; in a flag or variable they stand between commas. */
export function listKey({
  about,
  fallback,
  expected,
}: Described<readonly string[]> & { expected: string }): ConfigKey<readonly string[]> {
  const split = (text: string): string[] => text.split(',').map((part) => part.trim());
  const list = z.array(z.string().min(1).max(1024)).max(1000);
  const schema = z.union([list, fromText((text) => (text === '' ? [] : split(text))).pipe(list)]);
  return { about, fallback, expected, placeholder: '<list>', schema, show: (value) => value };
}

/** A list whose values may have commas: its flag is given once for each of them. */
export function repeatedKey(
  key: Described<readonly string[]> & { expected: string; placeholder: string },
): ConfigKey<readonly string[]> {
  return { ...listKey(key), placeholder: key.placeholder, isRepeated: true };
}

/** Objects and lists of them; in a flag or variable they are JSON. */
export function structureKey<T>({
  about,
  fallback,
  expected,
  schema: structure,
  show = (value): unknown => value,
}: Described<T> & { expected: string; schema: z.ZodType<T>; show?: (value: T) => unknown }): ConfigKey<T> {
  const schema = z.preprocess((value) => (typeof value === 'string' ? parseJson(value) : value), structure);
  return { about, fallback, expected, placeholder: '<json>', schema, show };
}

function fromText<T>(read: (text: string) => T | undefined): z.ZodType<T> {
  return z.string().transform((text, context) => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: 'wrong form' });
    return z.NEVER;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The text is then refused as what it is: no object.
    return text;
  }
}
