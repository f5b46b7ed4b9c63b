import type { TextPattern } from '../columns/text-pattern.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';

/** Passes the texts that contain a match of the pattern. */
export function patternPredicate(pattern: TextPattern): ValuePredicate {
  return {
    test: (text) => pattern.test(text),
    pattern,
    requiredTexts: pattern.ignoreCase ? undefined : [pattern.text],
  };
}

/** Passes exactly these texts. */
export function oneOfTexts(texts: ReadonlySet<string>): ValuePredicate {
  return { test: (text) => texts.has(text), texts };
}
