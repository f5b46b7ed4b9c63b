import { InvalidArgumentError } from 'log-analytics-engine';
import type { PipeNode, Query, StatsPipe } from 'log-analytics-engine/logsql';

/** Which columns of a result are labels and which are metrics. */
export interface StatsSeries {
  readonly labels: readonly string[];
  readonly metrics: readonly string[];
}

/**
 * What the last `stats` pipe of a query and the pipes behind it leave: its fields are labels.
 * @throws InvalidArgumentError where there is none, or a pipe behind it takes labels away or makes other fields
 */
export function statsSeriesOf({ pipes }: Query): StatsSeries {
  const place = pipes.findLastIndex(({ kind }) => kind === 'stats');
  if (place < 0) throw new InvalidArgumentError("the query needs a pipe '| stats …'");
  const stats = pipes[place] as StatsPipe;
  const fields = new Fields(
    stats.by.map(({ field }) => field),
    stats.functions.map(({ resultField }) => resultField),
  );
  for (const pipe of pipes.slice(place + 1)) fields.apply(pipe);
  if (fields.metrics.size === 0) throw new InvalidArgumentError('the query leaves no result of its stats pipe');
  return { labels: [...fields.labels], metrics: [...fields.metrics] };
}

class Fields {
  readonly labels: Set<string>;
  readonly metrics: Set<string>;

  constructor(labels: readonly string[], metrics: readonly string[]) {
    this.labels = new Set(labels);
    this.metrics = new Set(metrics);
  }

  apply(pipe: PipeNode): void {
    switch (pipe.kind) {
      case 'filter':
        return;
      case 'first':
      case 'last':
      case 'sort':
        if (pipe.rankField !== null && !this.labels.has(pipe.rankField)) this.metrics.add(pipe.rankField);
        return;
      case 'math':
        for (const { resultField } of pipe.entries) {
          this.#requireNoLabel(resultField, pipe.kind);
          this.metrics.add(resultField);
        }
        return;
      case 'fields':
        this.#keep((field) => pipe.fields.some((pattern) => matches(pattern, field)), pipe.kind);
        return;
      case 'delete':
        this.#keep((field) => !pipe.fields.some((pattern) => matches(pattern, field)), pipe.kind);
        return;
      case 'copy':
      case 'rename':
        for (const { source, target } of pipe.pairs) this.#move(source, target, pipe.kind);
        return;
      case 'format':
        this.#requireNoLabel(pipe.resultField, pipe.kind);
        this.labels.add(pipe.resultField);
        this.metrics.delete(pipe.resultField);
        return;
      default:
        throw new InvalidArgumentError(`the pipe ${pipe.kind} cannot stand behind stats in a query for metrics`);
    }
  }

  #keep(isKept: (field: string) => boolean, pipe: string): void {
    for (const label of this.labels) {
      if (!isKept(label)) {
        throw new InvalidArgumentError(
          `the pipe ${pipe} must keep the field ${JSON.stringify(label)} of the stats pipe`,
        );
      }
    }
    for (const metric of this.metrics) if (!isKept(metric)) this.metrics.delete(metric);
  }

  /** What stands at the target before is gone, also where nothing comes in its place. */
  #move(source: string, target: string, kind: 'copy' | 'rename'): void {
    for (const label of this.labels) if (matches(target, label)) this.#requireNoLabel(label, kind);
    for (const fields of [this.labels, this.metrics]) {
      const moved = [...fields].filter((field) => matches(source, field));
      if (kind === 'rename') for (const field of moved) fields.delete(field);
      for (const field of [...fields]) if (matches(target, field)) fields.delete(field);
      for (const field of moved) {
        const name = renamed(field, source, target);
        this.#requireNoLabel(name, kind);
        fields.add(name);
        if (fields === this.labels) this.metrics.delete(name);
      }
    }
  }

  #requireNoLabel(field: string, pipe: string): void {
    if (!this.labels.has(field)) return;
    throw new InvalidArgumentError(
      `the pipe ${pipe} must not overwrite the field ${JSON.stringify(field)} of the stats pipe`,
    );
  }
}

function matches(pattern: string, field: string): boolean {
  return pattern.endsWith('*') ? field.startsWith(pattern.slice(0, -1)) : pattern === field;
}

/** The name that `copy` or `rename` gives; both sides may be prefixes. */
function renamed(field: string, source: string, target: string): string {
  return source.endsWith('*') && target.endsWith('*') ? target.slice(0, -1) + field.slice(source.length - 1) : target;
}
