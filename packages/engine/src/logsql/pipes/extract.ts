import type { Cursor } from '../cursor.ts';
import { type PatternStep, parsePatternSteps } from '../pattern-step.ts';
import { parseResultOptions, printResultOptions } from '../result-options.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const extractPipe: PipeSyntax<'extract'> = {
  name: 'extract',
  keywords: ['if', 'from', 'keep_original_fields', 'skip_empty_results'],
  help: {
    syntax: 'extract [if (filter)] "text<field>text" [from field] [keep_original_fields | skip_empty_results]',
    description: 'takes fields out of a text by the constant texts around them; <_> skips, <plain:field> keeps quotes',
    example: '_time:1d error | extract "ip=<ip> " from _msg | top 10 (ip)',
  },
  parse(cursor) {
    const condition = cursor.condition();
    const { pattern, steps } = requirePattern(cursor);
    const from = cursor.accept('from') ? cursor.field() : '_msg';
    return { kind: 'extract', condition, pattern, steps, from, ...parseResultOptions(cursor) };
  },
  print(node, printer) {
    const from = node.from === '_msg' ? '' : ` from ${printer.name(node.from)}`;
    const pattern = printer.quoted(node.pattern);
    return `extract${printer.condition(node.condition)} ${pattern}${from}${printResultOptions(node)}`;
  },
};

function requirePattern(cursor: Cursor): { pattern: string; steps: PatternStep[] } {
  const { text, first } = cursor.compound('a pattern like "ip=<ip> "');
  const steps = parsePatternSteps(text);
  if (steps === undefined) cursor.fail("a '>' for each '<'", { at: first });
  if (!steps.some((step) => step.field !== '')) cursor.fail('a pattern with at least one <field>', { at: first });
  if (steps.some((step, index) => index > 0 && step.prefix === '')) {
    cursor.fail('a text between every two fields of the pattern', { at: first });
  }
  if (steps.some((step) => step.field.endsWith('*'))) cursor.fail('fields without * in the pattern', { at: first });
  return { pattern: text, steps };
}
