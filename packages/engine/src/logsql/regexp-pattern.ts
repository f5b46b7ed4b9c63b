import { RE2JS } from 're2js';
import type { Compound, Cursor } from './cursor.ts';

/** What is wrong with a regular expression of RE2; undefined if nothing is. */
export function regexpProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    // Besides its syntax error the library may run out of stack on brackets nested thousands deep.
    return error instanceof Error && error.name !== 'RangeError' ? error.message : 'it is too complex';
  }
}

/** The pattern that a compound is. @throws QuerySyntaxError if it is no regular expression of RE2. */
export function requireRegexp(cursor: Cursor, compound: Compound): string {
  const problem = regexpProblem(compound.text);
  if (problem !== undefined) {
    cursor.fail('a regular expression of RE2', {
      at: compound.first,
      problem: `wrong regular expression (${problem})`,
    });
  }
  return compound.text;
}

/** The names of the named groups of a valid pattern, in their order. */
export function groupNames(pattern: string): string[] {
  const groups = RE2JS.compile(pattern).namedGroups();
  return Object.entries(groups)
    .sort(([, a], [, b]) => Number(a) - Number(b))
    .map(([name]) => name);
}

/** A pattern that matches exactly this text anywhere. */
export function escapeRegexp(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
