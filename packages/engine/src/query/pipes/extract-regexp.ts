import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { unpackStage } from '../pipeline/unpack-stage.ts';
import { RegexpMatches } from '../regexp-matches.ts';

export const extractRegexpPipe: PipeOperator<'extract_regexp'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) => {
    const matches = new RegexpMatches(node.pattern);
    const named = matches.groupNames.flatMap((name, group) => (name === '' ? [] : [{ name, group }]));
    return unpackStage(node, context, (text, put) => {
      const groups = matches.first(text);
      for (const { name, group } of named) put(name, groups?.[group] ?? '', false);
    });
  },
};
