import type { PatternStep } from '../../logsql/pattern-step.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { unpackStage } from '../pipeline/unpack-stage.ts';
import { quotedPrefix } from '../quoted-text.ts';

export const extractPipe: PipeOperator<'extract'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) => {
    const named = node.steps.flatMap(({ field }, index) => (field === '' ? [] : [{ field, index }]));
    return unpackStage(node, context, (text, put) => {
      const found = extract(text, node.steps);
      for (const { field, index } of named) put(field, found[index] ?? '', false);
    });
  },
};

/** What stands at the place of each step; nothing from the first one on that does not fit. */
export function extract(text: string, steps: readonly PatternStep[]): string[] {
  const found: string[] = [];
  const start = text.indexOf(steps[0]!.prefix);
  if (start < 0) return found;
  let at = start + steps[0]!.prefix.length;
  for (let i = 0; i < steps.length; i++) {
    const next = steps[i + 1]?.prefix ?? '';
    const quoted = quotedAt(text, at, steps[i]!.option);
    if (quoted !== null) {
      found.push(quoted.text);
      at += quoted.length;
      if (!text.startsWith(next, at)) return found;
      at += next.length;
      continue;
    }
    const end = next === '' ? text.length : text.indexOf(next, at);
    if (end < 0) return found;
    found.push(text.slice(at, end));
    if (next === '') return found;
    at = end + next.length;
  }
  return found;
}

function quotedAt(text: string, at: number, option: string): ReturnType<typeof quotedPrefix> {
  if (option === 'plain' || (text[at] !== '"' && text[at] !== '`')) return null;
  return quotedPrefix(text.slice(at));
}
