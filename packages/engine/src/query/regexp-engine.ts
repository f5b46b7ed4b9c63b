import { RE2JS, RE2JSException } from 're2js';
import type { TemplateDecider } from '../columns/value-predicate.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { nativePattern } from './native-pattern.ts';
import { PatternAutomaton } from './pattern-automaton.ts';
import { parsePattern } from './pattern-parser.ts';
import { RegexpDecider } from './regexp-decider.ts';
import { requiredTextsOf } from './required-texts.ts';

/** A regular expression of RE2's syntax, ready to run. It has the form of a `ValuePredicate`. */
export interface CompiledRegexp {
  /** Whether the text contains a match. */
  test(text: string): boolean;
  /** Every text with a match contains each of these; the longest first. */
  readonly requiredTexts: readonly string[];
  /** Absent for patterns beyond the common syntax. */
  readonly template: TemplateDecider | undefined;
}

/**
 * Compiles a pattern of RE2's syntax; matches are unanchored. It runs on V8's engine where that is safe (see
 * `nativePattern`), else on re2js, whose time is linear.
 * @throws InvalidArgumentError with RE2's reason when the pattern is wrong.
 */
export function compileRegexp(pattern: string): CompiledRegexp {
  const compiled = compile(pattern);
  const tree = parsePattern(pattern);
  if (tree === null) return { test: (text) => compiled.test(text), requiredTexts: [], template: undefined };
  const requiredTexts = requiredTextsOf(tree);
  const automaton = PatternAutomaton.build(tree);
  const template = automaton === null ? undefined : new RegexpDecider(automaton, requiredTexts);
  const native = nativePattern(tree);
  if (native !== null) return { test: (text) => native.test(text), requiredTexts, template };
  const longest = requiredTexts[0] ?? '';
  return { test: (text) => text.includes(longest) && compiled.test(text), requiredTexts, template };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new InvalidArgumentError(`the regular expression is not valid: ${error.message}`, { cause: error });
  }
}
