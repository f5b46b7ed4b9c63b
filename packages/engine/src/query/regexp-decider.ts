import { hasDigit, wordsOf } from '../bytes/words.ts';
import type { Decision, TemplateDecider, VariableClass } from '../columns/value-predicate.ts';
import { LazyAutomaton, TooManyConfigurationsError } from './lazy-automaton.ts';
import type { PatternAutomaton } from './pattern-automaton.ts';

/**
 * Decides a regular expression on templates. A search that takes every value of the variables into account shows that no
 * row matches; one that relies on none shows that all do.
 */
export class RegexpDecider implements TemplateDecider {
  private readonly possible: LazyAutomaton;
  private readonly certain: LazyAutomaton;
  /** A text that must stand in a single piece of a matching template; empty when there is none. */
  private readonly constant: string;
  private readonly requiredTexts: readonly string[];
  /** Whether a certain match can run over a variable of an alphabet. */
  private readonly crosses: Readonly<Record<VariableClass['alphabet'], boolean>>;
  private isGivenUp = false;

  /** @param requiredTexts Each stands in every text with a match. */
  constructor(automaton: PatternAutomaton, requiredTexts: readonly string[]) {
    this.possible = new LazyAutomaton(automaton, 'possible');
    this.certain = new LazyAutomaton(automaton, 'certain');
    this.crosses = {
      digits: this.certain.reads('digits'),
      'hex-lower': this.certain.reads('hex-lower'),
      word: this.certain.reads('word'),
    };
    this.requiredTexts = requiredTexts;
    this.constant = requiredTexts.map(constantPartOf).reduce((a, b) => (b.length > a.length ? b : a), '');
  }

  decide(pieces: readonly string[], variables: readonly VariableClass[]): Decision {
    if (this.isGivenUp) return 'some';
    if (!pieces.some((piece) => piece.includes(this.constant))) return 'none';
    try {
      if (!matches(this.possible, pieces, variables)) return 'none';
      if (!this.mayBeCertain(pieces, variables)) return 'some';
      return matches(this.certain, pieces, variables) ? 'all' : 'some';
    } catch (error) {
      if (!(error instanceof TooManyConfigurationsError)) throw error;
      this.isGivenUp = true;
      return 'some';
    }
  }

  /** False where a match would have to run over a variable in a way that depends on its value. */
  private mayBeCertain(pieces: readonly string[], variables: readonly VariableClass[]): boolean {
    return (
      variables.some(({ alphabet }) => this.crosses[alphabet]) ||
      pieces.some((piece) => this.requiredTexts.every((text) => piece.includes(text)))
    );
  }
}

function matches(search: LazyAutomaton, pieces: readonly string[], variables: readonly VariableClass[]): boolean {
  let configuration = search.afterText(search.initial, pieces[0]!);
  for (let i = 0; i < variables.length; i++) {
    configuration = search.afterVariable(configuration, variables[i]!);
    configuration = search.afterText(configuration, pieces[i + 1]!);
  }
  return search.matchesAtEnd(configuration);
}

/**
 * The longest part of a text that no variable can hold any of, wherever the text stands: without its first and last word
 * (which may be the end and the beginning of longer words) and without words with digits.
 */
function constantPartOf(text: string): string {
  let longest = '';
  let rest = text;
  let part = '';
  let isFirst = true;
  for (const word of wordsOf(text)) {
    const at = rest.indexOf(word);
    part += rest.slice(0, at);
    rest = rest.slice(at + word.length);
    const isOpen = (isFirst && part === '') || rest === '';
    if (isOpen || hasDigit(word)) {
      if (part.length > longest.length) longest = part;
      part = '';
    } else part += word;
    isFirst = false;
  }
  part += rest;
  return part.length > longest.length ? part : longest;
}
