import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { textChangeStage } from '../pipeline/text-stage.ts';

export const replacePipe: PipeOperator<'replace'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field, condition, search, replacement, limit }, context) =>
    textChangeStage(field, condition, context, (text) => replaceText(text, search, replacement, limit)),
};

/** Replaces the first `limit` occurrences from the left, 0 for all. The empty text occurs nowhere. */
export function replaceText(text: string, search: string, replacement: string, limit: number): string {
  if (search === '') return text;
  let result = '';
  let copied = 0;
  for (let done = 0; limit === 0 || done < limit; done++) {
    const at = text.indexOf(search, copied);
    if (at < 0) break;
    result += text.slice(copied, at) + replacement;
    copied = at + search.length;
  }
  return copied === 0 ? text : result + text.slice(copied);
}
