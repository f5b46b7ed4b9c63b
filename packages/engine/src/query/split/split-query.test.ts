import { describe, expect, test } from 'vitest';
import {
  CancelledError,
  CorruptionError,
  InvalidArgumentError,
  LimitExceededError,
} from '../../errors/engine-error.ts';
import { LOGSQL } from '../../logsql/logsql.ts';
import { parse } from '../../logsql/parse.ts';
import { rowsOf, testRun } from '../pipeline/pipeline.test-support.ts';
import { QueryContext } from '../query-context.ts';
import { blocksOf } from '../query-script.test-support.ts';
import type { PartRunner } from './part-streams.ts';
import type { PartMessage, PartTask } from './part-task.ts';
import { runPart } from './run-part.ts';
import { runSplitQuery } from './run-split-query.ts';
import { clonedPart, sourceOf, splitRowsOf } from './split-query.test-support.ts';

/** Times run against the order in which rows came, and every other is shared by two rows. */
const LINES = Array.from({ length: 600 }, (_, i) =>
  JSON.stringify({
    _time: new Date(1_714_521_600_000 - (i >> 1) * 1000).toISOString(),
    _msg: `request ${i} of ${i % 7} took ${i % 50}ms`,
    host: `h${i % 5}`,
    ...(i % 90 === 0 ? { _stream: '{app="a"}' } : {}),
    ms: i % 50,
    ...(i % 3 === 0 ? { list: [i, 'x'], code: i % 2 === 0 ? 7 : '7' } : {}),
  }),
);
const BLOCKS = blocksOf(LINES, 40);
const PARTS = [0, 1, 2].map((part) => BLOCKS.filter((_, i) => i % 3 === part));

const split = (text: string): Promise<unknown> =>
  splitRowsOf(
    parse(text, LOGSQL),
    PARTS.map((blocks) => clonedPart(blocks)),
  );

describe('parts give together what one execution gives', () => {
  test.each([
    '*',
    'host:h1 | fields ms, host',
    '* | limit 10',
    '* | offset 590 | limit 20 | fields _msg',
    'ms:>40 | unroll (list) | fields list, ms | limit 30',
    '* | sort by (ms desc, host) offset 3 limit 9 rank as r',
    '* | sort by (ms) limit 2 partition by (host)',
    '* | unroll (list) | sort by (ms) limit 11',
    '* | sort by (_time desc) limit 7',
    '* | copy ms m | sort by (timestamp desc) limit 7',
    '* | first 3 by (ms) partition by (host)',
    '* | last 4 by (_time)',
    '* | stats by (host) count() n, avg(ms) a, quantile(0.9, ms) q, count_uniq(_msg) u, min(_time) t, uniq_values(ms) v',
    '* | stats by (_time:1m, host) sum(ms) s, count() if (ms:>20) slow',
    '* | extract "of <n> took" | stats by (n) count_uniq(ms), max(ms), sum_len(_msg), histogram(ms)',
    'host:absent | stats count() n, max(ms) m',
    '* | stats by (_stream, host) count() n',
    '* | sort by (_stream, ms, _msg) limit 9 | fields _stream, _stream_id, ms',
    '* | limit 99 | stats by (_stream_id) count()',
    '_stream_id:in(host:h1 | fields _stream_id) | count()',
    '* | stats by (code) count()',
    '* | count()',
    '* | stats by (host) count() n | sort by (n desc, host) | limit 2',
    '* | top 4 by (host, ms) rank',
    '* | top 3 by (code)',
    '* | uniq by (host) hits | sort by (host)',
    '* | facets 3',
    '* | field_names | sort by (name)',
    '* | field_values host | sort by (host)',
    '* | patterns',
    '* | extract "request <n>" | patterns',
    '* | blocks_count',
    'ms:in(host:h3 | sort by (ms desc) | limit 2 | fields ms) | count()',
    '* | filter ms:in(ms:>47 | uniq by (ms)) | stats by (ms) count()',
    '* | stats count() if (ms:in(ms:<2 | fields ms)) n',
    '* | limit 20 | filter ms:in(ms:<2 | fields ms) | fields ms',
    'ms:<2 | join by (ms) (ms:<2 | stats by (ms) count() n)',
    'ms:0 | union (ms:1 | stats count() n) | fields ms, n',
    'ms:in(ms:in(ms:3 | fields ms) | fields ms) | count()',
    'ms:49 host:h4 | stream_context before 2 after 1 | fields _msg',
    'options(ignore_global_time_filter=true) * | count()',
    '* | stats by (host) rate() r',
    '_time:[2024-04-30T23:56:00Z, 2024-05-01T00:00:00Z) | stats rate() r',
  ])('%s', async (text) => {
    expect(await split(text)).toEqual(rowsOf(text, sourceOf(BLOCKS)));
  });

  test.each([
    ['* | stats by (host) row_any(ms) r | count()', [{ 'count(*)': 5 }]],
    ['* | stats row_min(ms, ms) low, row_max(ms, ms) high', [{ low: '{"ms":"0"}', high: '{"ms":"49"}' }]],
    ['* | uniq by (ms) limit 3 | count()', [{ 'count(*)': 3 }]],
    ['ms:<1 | stats values(ms) v', [{ v: `[${'"0",'.repeat(11)}"0"]` }]],
    ['* | stats json_values(ms) limit 3 v | len(v) | fields _msg', [{ _msg: expect.any(Number) }]],
    ['* | block_stats | filter field:host | stats sum(rows) n', [{ n: 600 }]],
    ['* | sample 1 | count()', [{ 'count(*)': 600 }]],
  ])('%s', async (text, expected) => {
    expect(await split(text)).toEqual(expected);
  });
});

describe('what parts send', () => {
  /** The numbers of rows of each message, -1 for a state, that a part with all blocks sends. */
  async function messagesOf(text: string): Promise<number[]> {
    const counts: number[] = [];
    const part: PartRunner = async function* (task) {
      for (const messages of runPart(task, testRun(sourceOf(BLOCKS)))) {
        for (const message of messages) counts.push(message.kind === 'rows' ? message.rows.rowCount : -1);
        yield* messages;
      }
    };
    await splitRowsOf(parse(text, LOGSQL), [part]);
    return counts;
  }

  test.each([
    ['* | limit 10', 10],
    ['* | fields ms | offset 5 | limit 10', 15],
    ['* | limit 0', 0],
    ['* | offset 5', 600],
    ['host:h1', 120],
  ])('%s: no more rows than are wanted', async (text, expected) => {
    const counts = await messagesOf(text);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(expected);
  });

  test.each(['* | count()', '* | sort by (ms)', '* | fields ms | top 3 by (ms)', 'ms:absent | uniq by (ms)'])(
    '%s: one state',
    async (text) => {
      expect(await messagesOf(text)).toEqual([-1]);
    },
  );
});

describe('limits', () => {
  const query = parse('* | sort by (ms)', LOGSQL);

  test('an error of a part is the error of the query', async () => {
    const error = new CorruptionError('the disk is gone', { file: 'x', offset: 0 });
    const failing = (): AsyncIterable<PartMessage> => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
    });
    await expect(splitRowsOf(query, [clonedPart(BLOCKS), failing])).rejects.toThrow('the disk is gone');
    await expect(splitRowsOf(parse('*', LOGSQL), [failing, clonedPart(BLOCKS)])).rejects.toThrow('the disk is gone');
  });

  test('the memory of a part, and that of the coordinator, is limited', async () => {
    const small = { memoryBytesMax: 10_000 };
    await expect(splitRowsOf(query, [clonedPart(BLOCKS, small)])).rejects.toThrow(LimitExceededError);
    await expect(splitRowsOf(query, [clonedPart(BLOCKS)], small)).rejects.toThrow(LimitExceededError);
    const within = parse('ms:<2 | join by (ms) (*)', LOGSQL);
    await expect(splitRowsOf(within, [clonedPart(BLOCKS)], small)).rejects.toThrow(LimitExceededError);
  });

  test('a query with a pipe at a wrong place is refused before anything runs', async () => {
    const never = (): never => {
      throw new Error('a part was run');
    };
    await expect(splitRowsOf(parse('* | fields a | stream_context after 1', LOGSQL), [never])).rejects.toThrow(
      InvalidArgumentError,
    );
  });

  test('parts are told when no more of them is wanted', async () => {
    const signals: AbortSignal[] = [];
    const part = clonedPart(BLOCKS);
    const run = {
      ...testRun(sourceOf([])),
      parts: [
        (task: PartTask, signal: AbortSignal) => {
          signals.push(signal);
          return part(task, signal);
        },
      ],
    };
    for await (const batches of runSplitQuery(parse('*', LOGSQL), run)) if (batches.length > 0) break;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test('a signal of the caller reaches the parts and ends the query', async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    const hanging: PartRunner = (_, signal) => {
      signals.push(signal);
      return {
        [Symbol.asyncIterator]: () => ({
          next: () =>
            new Promise((_resolve, reject) => {
              if (signal.aborted) reject(new CancelledError());
              signal.addEventListener('abort', () => reject(new CancelledError()));
            }),
        }),
      };
    };
    const { signal } = controller;
    const run = { ...testRun(sourceOf([])), context: new QueryContext({ signal }), parts: [hanging], signal };
    const rows = runSplitQuery(parse('* | count()', LOGSQL), run).next();
    controller.abort();
    await expect(rows).rejects.toThrow(CancelledError);
    expect(signals[0]?.aborted).toBe(true);
  });
});
