import type { DurationLiteral } from '../../logsql/duration.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { unpackStage } from '../pipeline/unpack-stage.ts';
import { type SyslogTimes, unpackSyslog } from '../syslog-message.ts';

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;

export const unpackSyslogPipe: PipeOperator<'unpack_syslog'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) => {
    const times: SyslogTimes = { nowMs: Number(context.nowNs / NS_PER_MS), utcOf: utcOf(node.offset) };
    return unpackStage({ ...node, skipEmptyResults: false }, context, (text, put) => {
      unpackSyslog(text, times, (name, value) => put(node.resultPrefix + name, value, false));
    });
  },
};

/** With an offset the local time is that far east of UTC, in whole seconds; without one it is that of this process. */
function utcOf(offset: DurationLiteral | null): SyslogTimes['utcOf'] {
  if (offset === null) return (...parts) => new Date(...parts).getTime();
  const offsetMs = Number(offset.ns / NS_PER_SECOND) * 1000;
  return (...parts) => Date.UTC(...parts) - offsetMs;
}
