import { RE2JS, RE2JSException } from 're2js';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { nativeFinder } from './native-pattern.ts';
import { compileRegexp } from './regexp-engine.ts';

/** A regular expression whose groups are wanted. It runs in linear time; texts without a match are told quickly. */
export class RegexpMatches {
  /** The names of the groups by their number; `''` for one without a name. */
  readonly groupNames: readonly string[];
  private readonly pattern: RE2JS;
  /** Finds the same matches, several times as fast, where the pattern is plain. */
  private readonly finder: { readonly first: RegExp; readonly all: RegExp } | null;
  private readonly test: (text: string) => boolean;

  /** @throws InvalidArgumentError with RE2's reason when the pattern is wrong */
  constructor(pattern: string) {
    const compiled = compileRegexp(pattern);
    this.test = (text) => compiled.test(text);
    this.pattern = compile(pattern);
    const native = nativeFinder(pattern);
    this.finder = native === null ? null : { first: native, all: new RegExp(native.source, `${native.flags}g`) };
    const names = new Array<string>(this.pattern.groupCount() + 1).fill('');
    for (const [name, group] of Object.entries(this.pattern.namedGroups())) names[group as number] = name;
    this.groupNames = names;
  }

  /** The texts of the groups of the first match; null without one. A group that took no part has the empty text. */
  first(text: string): string[] | null {
    if (this.finder !== null) {
      const match = this.finder.first.exec(text);
      return match === null ? null : [match[0]];
    }
    if (!this.test(text)) return null;
    const matcher = this.pattern.matcher(text);
    if (!matcher.find()) return null;
    return this.groupNames.map((_, group) => matcher.group(group) ?? '');
  }

  /** The text with the first `limit` matches from the left, 0 for all, exchanged for what `replacement` makes of their groups. */
  replace(text: string, replacement: (groups: readonly string[]) => string, limit: number): string {
    let left = limit === 0 ? Number.POSITIVE_INFINITY : limit;
    if (this.finder !== null) {
      return text.replace(this.finder.all, (match) => (left-- > 0 ? replacement([match]) : match));
    }
    if (text === '' || !this.test(text)) return text;
    const matcher = this.pattern.matcher(text);
    let result = '';
    let copied = 0;
    let isFirst = true;
    while (left > 0 && matcher.find()) {
      const [start, end] = [matcher.start(), matcher.end()];
      // An empty match right behind another one is none, as of Go.
      if (start === end && start === copied && !isFirst) continue;
      isFirst = false;
      left--;
      result += text.slice(copied, start);
      result += replacement(this.groupNames.map((_, group) => matcher.group(group) ?? ''));
      copied = end;
    }
    return result + text.slice(copied);
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new InvalidArgumentError(`the regular expression is not valid: ${error.message}`, { cause: error });
  }
}
