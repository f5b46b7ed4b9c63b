import { type PipeNode, type Query, quoteString, type StatsPipe } from 'log-analytics-engine/logsql';
import { pipesOf } from './prepared-query.ts';

const NS_PER_SECOND = 1e9;

/**
 * The query for each step of time: every `stats` pipe also groups by steps of `_time`, rates are those of a step, and pipes that
 * choose rows choose them in each step.
 * @param stepNs over 0
 */
export function steppedQuery(query: Query, stepNs: bigint): Query {
  return { ...query, pipes: query.pipes.flatMap((pipe) => steppedPipes(pipe, stepNs)) };
}

function steppedPipes(pipe: PipeNode, stepNs: bigint): readonly PipeNode[] {
  switch (pipe.kind) {
    case 'stats':
      return steppedStats(pipe, stepNs);
    case 'first':
    case 'last':
      return [{ ...pipe, partitionBy: withTime(pipe.partitionBy) }];
    case 'sort':
      return [pipe.limit > 0 ? { ...pipe, partitionBy: withTime(pipe.partitionBy) } : pipe];
    default:
      return [pipe];
  }
}

function withTime(fields: readonly string[]): readonly string[] {
  return fields.includes('_time') ? fields : [...fields, '_time'];
}

/** A rate is what is counted or summed, divided by the step, for the query knows only its whole time. */
function steppedStats(pipe: StatsPipe, stepNs: bigint): readonly PipeNode[] {
  const rates: string[] = [];
  const functions = pipe.functions.map((entry): StatsPipe['functions'][number] => {
    const { kind } = entry.function;
    if (kind !== 'rate' && kind !== 'rate_sum') return entry;
    rates.push(entry.resultField);
    const base = pipesOf(kind === 'rate' ? 'stats count() x' : 'stats sum(x) x')[0] as StatsPipe;
    const counted = base.functions[0]!.function;
    return {
      ...entry,
      function: kind === 'rate' ? counted : ({ ...counted, fields: entry.function.fields } as typeof counted),
    };
  });
  const step = (pipesOf(`stats by (_time:${stepNs}ns) count() x`)[0] as StatsPipe).by[0]!;
  const hasTime = pipe.by.some(({ field }) => field === '_time');
  const by = hasTime ? pipe.by.map((each) => (each.field === '_time' ? step : each)) : [...pipe.by, step];
  const stepped: StatsPipe = { ...pipe, by, functions };
  if (rates.length === 0) return [stepped];
  const seconds = Number(stepNs) / NS_PER_SECOND;
  const divisions = rates.map((field) => `${quoteString(field)} / ${seconds} as ${quoteString(field)}`);
  return [stepped, ...pipesOf(`math ${divisions.join(', ')}`)];
}
