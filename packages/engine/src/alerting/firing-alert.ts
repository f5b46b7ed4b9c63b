import { Alert, type AlertMetadata, type ReadSample } from './alert.ts';
import type { Firing } from './rule-runner.ts';

/** The alert of a firing; notes on the rule that it fired. */
export function alertOfFiring(firing: Firing, readSample: ReadSample): Alert {
  const { rule } = firing.rule;
  const seconds = firing.ms / 1000;
  if (rule.lastTriggeredAt === null || seconds > rule.lastTriggeredAt) rule.lastTriggeredAt = seconds;
  const samples = firing.samples.map(({ sequence }) => ({ sequence, json: null }));
  return new Alert(
    {
      ruleName: rule.name,
      message: messageOf(firing),
      severity: rule.severity,
      instant: { ms: firing.ms, subMs: firing.ns },
      count: firing.count,
      samples,
      metadata: metadataOf(firing),
    },
    readSample,
  );
}

function messageOf({ rule: { rule }, count, summary, group }: Firing): string {
  const values = rule.groupBy.map((field, index) => `${field}=${group[index]}`);
  const where = values.length === 0 ? '' : ` for ${values.join(', ')}`;
  const entries = count === 1 ? '1 matching entry' : `${count} matching entries`;
  if (summary !== null) return `${rule.name}: ${summary}${where}`;
  return `${rule.name}: ${entries} within ${rule.timeWindow} s${where} (threshold ${rule.threshold})`;
}

function metadataOf({ rule: { rule }, group }: Firing): AlertMetadata {
  const { threshold, timeWindow, cooldown, labels, annotations } = rule;
  return {
    threshold,
    timeWindow,
    cooldown,
    ...(rule.groupBy.length > 0 && { group: groupOf(rule.groupBy, group) }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}

function groupOf(fields: readonly string[], values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map((field, index) => [field, values[index]!]));
}
