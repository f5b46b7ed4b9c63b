import { requireNumber } from '../count-argument.ts';
import type { Cursor } from '../cursor.ts';
import { requireDuration } from '../filter-arguments.ts';
import { formatNumber } from '../number-literal.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import type { StreamContextPipe } from '../syntax-tree.ts';

const TIME_WINDOW = { text: '1h', ns: 3_600_000_000_000n };

export const streamContextPipe: PipeSyntax<'stream_context'> = {
  name: 'stream_context',
  keywords: ['before', 'after', 'time_window'],
  help: {
    syntax: 'stream_context [before N] [after N] [time_window duration]',
    description: 'the rows of the same stream before and after each row',
    example: '_time:5m error | stream_context before 2 after 5',
  },
  parse(cursor: Cursor): StreamContextPipe {
    let before: number | undefined;
    let after: number | undefined;
    for (;;) {
      if (cursor.accept('before')) before = requireNumber(cursor, 0);
      else if (cursor.accept('after')) after = requireNumber(cursor, 0);
      else break;
    }
    if (before === undefined && after === undefined) cursor.fail(["'before N'", "'after N'"]);
    const timeWindow = cursor.accept('time_window') ? requireDuration(cursor) : TIME_WINDOW;
    return { kind: 'stream_context', before: before ?? 0, after: after ?? 0, timeWindow };
  },
  print(node) {
    const window = node.timeWindow.text === TIME_WINDOW.text ? '' : ` time_window ${node.timeWindow.text}`;
    const before = node.before === 0 && node.after !== 0 ? '' : ` before ${formatNumber(node.before)}`;
    return `stream_context${before}${node.after === 0 ? '' : ` after ${formatNumber(node.after)}`}${window}`;
  },
};
