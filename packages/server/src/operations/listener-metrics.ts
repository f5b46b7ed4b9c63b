import type { ListenerCounters } from '../receivers/listener.ts';
import type { RunningListeners } from '../receivers/start-listeners.ts';
import type { Metric, Sample } from './metric.ts';

const ABOUT: Readonly<Record<keyof ListenerCounters, readonly [name: string, help: string]>> = {
  connections: ['listener_connections', 'Open connections of ports beside that of HTTP.'],
  messages: ['listener_messages_total', 'Messages that came in whole.'],
  bytes: ['listener_bytes_total', 'Bytes of these messages.'],
  rejected: ['listener_rejected_total', 'Messages that were refused: too long, or no message at all.'],
  dropped: ['listener_dropped_total', 'Messages that were lost because the store did not take them in time.'],
  broken: ['listener_broken_total', 'Connections that were ended because what came over them cannot be read.'],
};

/** What came in over ports beside that of HTTP; those of one protocol are added up. */
export function listenerMetrics(listeners: () => RunningListeners['list']): Metric[] {
  return Object.entries(ABOUT).map(([counter, [name, help]]): Metric => {
    const samples = (): Sample[] => {
      const byName = new Map<string, number>();
      for (const each of listeners()) {
        byName.set(each.name, (byName.get(each.name) ?? 0) + each.counters[counter as keyof ListenerCounters]);
      }
      return [...byName].map(([listener, value]): Sample => [{ listener }, value]);
    };
    return { name, help, kind: name.endsWith('_total') ? 'counter' : 'gauge', labels: ['listener'], samples };
  });
}
