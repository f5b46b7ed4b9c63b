import type { AlertRuleInit } from 'log-analytics-engine';
import { z } from 'zod';
import { FILTERS } from './filter-schema.ts';

const TEXT_MAP = z.record(z.string(), z.string());
const SCALAR = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const PARAMETER = z.union([SCALAR, z.array(SCALAR)], {
  error: 'must be a text, a number, true, false, null, or a list of these',
});

/** What an alert rule is made of. The engine checks the rest: keys that are not here, and what goes with each kind. */
export const RULE: z.ZodType<AlertRuleInit> = z
  .looseObject({
    name: z.string().min(1).max(256).describe('Unique among the rules of a tenant.'),
    description: z.string().optional(),
    conditions: z.union([FILTERS, z.string()]).describe('Which entries match: a filter, or LogsQL.'),
    severity: z.enum(['low', 'medium', 'high', 'critical']).optional(),
    threshold: z.number().optional().describe('Matches within the window that make it fire; 1 unless given.'),
    timeWindow: z.number().optional().describe('Seconds; 300 unless given.'),
    cooldown: z.number().optional().describe('Seconds; 600 unless given.'),
    enabled: z.boolean().optional(),
    kind: z.string().optional().describe('`threshold` unless given, or a kind of an extension.'),
    parameters: z
      .record(z.string(), PARAMETER, { error: 'must be an object' })
      .optional()
      .describe('For kinds of extensions, which say what they take.'),
    groupBy: z.union([z.string(), z.array(z.string())], { error: 'must be a field or a list of fields' }).optional(),
    labels: TEXT_MAP.optional(),
    annotations: TEXT_MAP.optional(),
  })
  .meta({ id: 'AlertRule' }) as z.ZodType<AlertRuleInit>;

/** An alert as it is shown. */
export const ALERT: z.ZodType = z
  .looseObject({
    ruleName: z.string(),
    message: z.string(),
    severity: z.string(),
    triggeredAt: z.string(),
    count: z.int(),
    sampleLogs: z.array(z.unknown()),
  })
  .meta({ id: 'Alert' });
