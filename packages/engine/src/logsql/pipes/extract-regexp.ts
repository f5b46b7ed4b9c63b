import type { Cursor } from '../cursor.ts';
import { groupNames, requireRegexp } from '../regexp-pattern.ts';
import { parseResultOptions, printResultOptions } from '../result-options.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const extractRegexpPipe: PipeSyntax<'extract_regexp'> = {
  name: 'extract_regexp',
  keywords: ['if', 'from', 'keep_original_fields', 'skip_empty_results'],
  help: {
    syntax: 'extract_regexp [if (filter)] "pattern" [from field] [keep_original_fields | skip_empty_results]',
    description: 'takes the named groups (?P<field>…) of a regular expression out of a text',
    example: '_time:5m | extract_regexp "(?P<ip>([0-9]+[.]){3}[0-9]+)" from _msg',
  },
  parse(cursor) {
    const condition = cursor.condition();
    const pattern = requireNamedGroups(cursor);
    const from = cursor.accept('from') ? cursor.field() : '_msg';
    return { kind: 'extract_regexp', condition, pattern, from, ...parseResultOptions(cursor) };
  },
  print(node, printer) {
    const from = node.from === '_msg' ? '' : ` from ${printer.name(node.from)}`;
    const pattern = printer.quoted(node.pattern);
    return `extract_regexp${printer.condition(node.condition)} ${pattern}${from}${printResultOptions(node)}`;
  },
};

function requireNamedGroups(cursor: Cursor): string {
  const compound = cursor.compound('a regular expression');
  const pattern = requireRegexp(cursor, compound);
  if (groupNames(pattern).length === 0) cursor.fail('at least one group like (?P<field>…)', { at: compound.first });
  return pattern;
}
