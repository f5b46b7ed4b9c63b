import type { Cursor } from '../cursor.ts';
import { type PatternStep, parsePatternSteps } from '../pattern-step.ts';
import { parseResultOptions, printResultOptions } from '../result-options.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const formatPipe: PipeSyntax<'format'> = {
  name: 'format',
  keywords: ['if', 'as', 'keep_original_fields', 'skip_empty_results'],
  help: {
    syntax: 'format [if (filter)] "text<field>text" [as field] [keep_original_fields | skip_empty_results]',
    description: 'makes a text from fields; <q:field> quotes, and so on: uc, lc, time, duration, ipv4, urlencode, …',
    example: '_time:5m | format "request from <ip>:<port>" as _msg',
  },
  parse(cursor) {
    const condition = cursor.condition();
    const { pattern, steps } = requirePattern(cursor);
    const resultField = cursor.accept('as') ? cursor.field() : '_msg';
    return { kind: 'format', condition, pattern, steps, resultField, ...parseResultOptions(cursor) };
  },
  print(node, printer) {
    const result = node.resultField === '_msg' ? '' : ` as ${printer.name(node.resultField)}`;
    const pattern = printer.quoted(node.pattern);
    return `format${printer.condition(node.condition)} ${pattern}${result}${printResultOptions(node)}`;
  },
};

function requirePattern(cursor: Cursor): { pattern: string; steps: PatternStep[] } {
  const { text, first } = cursor.compound('a pattern like "<ip>:<port>"');
  const steps = parsePatternSteps(text);
  if (steps === undefined) cursor.fail("a '>' for each '<'", { at: first });
  if (steps.some((step) => step.field.endsWith('*'))) cursor.fail('fields without * in the pattern', { at: first });
  return { pattern: text, steps };
}
