import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { textChangeStage } from '../pipeline/text-stage.ts';
import { RegexpMatches } from '../regexp-matches.ts';

export const replaceRegexpPipe: PipeOperator<'replace_regexp'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field, condition, pattern, replacement, limit }, context) => {
    const matches = new RegexpMatches(pattern);
    const expand = expander(replacement, matches.groupNames);
    return textChangeStage(field, condition, context, (text) => matches.replace(text, expand, limit));
  },
};

/** `$1`, `$name`, `${1}`, `${name}` and `$$`. */
const PLACEHOLDER = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;
/** Other digits are a name, as of Go. */
const GROUP_NUMBER = /^(?:0|[1-9]\d{0,7})$/;

/** Makes the text that stands for a match. A group that the pattern does not have is empty, as of Go's `Expand`. */
function expander(replacement: string, groupNames: readonly string[]): (groups: readonly string[]) => string {
  if (!replacement.includes('$')) return () => replacement;
  return (groups) =>
    replacement.replace(PLACEHOLDER, (_, bare: string | undefined, braced: string | undefined) => {
      const name = bare ?? braced;
      if (name === undefined) return '$';
      return groups[GROUP_NUMBER.test(name) ? Number(name) : groupNames.indexOf(name)] ?? '';
    });
}
