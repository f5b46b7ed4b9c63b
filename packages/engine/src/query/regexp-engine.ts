import { RE2JS, RE2JSException } from 're2js';
import { InvalidArgumentError } from '../errors/engine-error.ts';

/** A regular expression of RE2's syntax, ready to run. */
export interface CompiledRegexp {
  /** Whether the text contains a match. */
  test(text: string): boolean;
  /** Every text with a match contains each of these. */
  readonly requiredTexts: readonly string[];
}

/**
 * Compiles a pattern of RE2's syntax; matches are unanchored.
 * @throws InvalidArgumentError with RE2's reason when the pattern is wrong.
 */
export function compileRegexp(pattern: string): CompiledRegexp {
  const compiled = compile(pattern);
  return { test: (text) => compiled.test(text), requiredTexts: [] };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new InvalidArgumentError(`the regular expression is not valid: ${error.message}`, { cause: error });
  }
}
