import { z } from 'zod';
import { NotFoundError } from '../errors/server-error.ts';
import type { Route } from '../http/route.ts';
import { ALERT, RULE } from './rule-schema.ts';
import { validate } from './validate.ts';

const RULES = z.object({ rules: z.array(RULE) });
const NAME = z.object({ name: z.string().min(1) });
const ALERT_QUERY = z.strictObject({
  rule: z.string().optional().describe('Of this rule only.'),
  limit: z.coerce.number().int().min(1).max(10_000).optional().describe('The newest only; 100 unless given.'),
});
const ALERTS_SHOWN = 100;

/** Alert rules, and the alerts that they raised. */
export const RULE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/rules',
    role: 'read',
    summary: 'The alert rules',
    schema: { answer: { description: 'The rules', schema: RULES } },
    async handle(_request, _reply, { store }) {
      return { rules: (await store.getAlertRules()).map((rule) => rule.toJSON()) };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/rules',
    role: 'admin',
    summary: 'Adds an alert rule',
    schema: { body: RULE, answer: { status: 201, description: 'The rule, complete', schema: RULE } },
    async handle({ body }, reply, { store }) {
      const rule = validate(RULE, body, 'the body');
      await store.addAlertRule(rule);
      const added = (await store.getAlertRules()).find(({ name }) => name === rule.name);
      return reply.code(201).send(added?.toJSON() ?? rule);
    },
  },
  {
    method: 'DELETE',
    path: '/api/v1/rules/:name',
    role: 'admin',
    summary: 'Removes an alert rule',
    schema: { path: NAME, answer: { status: 204, description: 'It is gone' } },
    async handle({ params }, reply, { store }) {
      const { name } = validate(NAME, params, 'the path');
      if (!(await store.removeAlertRule(name))) throw new NotFoundError(`there is no rule ${JSON.stringify(name)}`);
      return reply.code(204).send();
    },
  },
  {
    method: 'GET',
    path: '/api/v1/alerts',
    role: 'read',
    summary: 'Alerts that have fired, the newest last',
    schema: { query: ALERT_QUERY, answer: { description: 'The alerts', schema: z.object({ alerts: z.array(ALERT) }) } },
    async handle({ query }, _reply, { store }) {
      const { rule, limit = ALERTS_SHOWN } = validate(ALERT_QUERY, query, 'the query');
      const alerts = (await store.getAlerts()).filter(({ ruleName }) => rule === undefined || ruleName === rule);
      return { alerts: alerts.slice(-limit) };
    },
  },
];
