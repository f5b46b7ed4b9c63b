import { setImmediate as others } from 'node:timers/promises';
import {
  type AlertRule,
  type AlertRuleInit,
  CancelledError,
  LimitExceededError,
  LogAnalyticsEngine,
  type LogFilters,
} from 'log-analytics-engine';
import { z } from 'zod';
import type { Route } from '../http/route.ts';
import type { LogStore } from '../store/log-store.ts';
import { ALERT, RULE } from './rule-schema.ts';
import { validate } from './validate.ts';

const TIME = z.union([z.string(), z.number()]);
const BODY = z.strictObject({
  rule: RULE,
  startTime: TIME.optional().describe('No entry before; inclusive.'),
  endTime: TIME.optional().describe('No entry after; inclusive.'),
});
const ANSWER = z.object({ matches: z.int(), alerts: z.array(ALERT) });

type Body = { readonly rule: AlertRuleInit } & Pick<LogFilters, 'startTime' | 'endTime'>;

/** Matches that a test may have: they are held at once. */
const MATCHES_MAX = 100_000;
/** Matches that are evaluated in one go, so that other requests have their turn in between: some 10 ms. */
const STEP = 1000;

/**
 * Which alerts a rule would have raised: its matches, in the order of their times, through the same evaluation that runs while entries
 * come in. Late entries are where their time says, not when they came.
 */
export const BACKTEST_ROUTE: Route = {
  method: 'POST',
  path: '/api/v1/rules/backtest',
  role: 'read',
  summary: 'The alerts that a rule would have raised over entries that are there',
  admission: 'query',
  schema: { body: BODY, answer: { description: 'How many entries matched, and the alerts', schema: ANSWER } },
  async handle({ body }, _reply, { store, signal }) {
    const { rule, ...times } = validate<Body>(BODY, body, 'the body');
    using engine = new LogAnalyticsEngine({ ...store.extensions });
    engine.addAlertRule({ ...rule, enabled: true });
    const matches = await matchesOf(store, engine.getAlertRules()[0]!, times);
    for (let start = 0; start < matches.length; start += STEP) {
      if (signal.aborted) throw new CancelledError();
      engine.ingestBytes(Buffer.from(`${matches.slice(start, start + STEP).join('\n')}\n`));
      await others();
    }
    return { matches: matches.length, alerts: engine.getAlerts().map((alert) => alert.toJSON()) };
  },
};

async function matchesOf(
  store: LogStore,
  { conditions }: AlertRule,
  times: Pick<LogFilters, 'startTime' | 'endTime'>,
): Promise<string[]> {
  // Conditions may have times of their own, which count too.
  const filters = typeof conditions === 'string' ? { query: conditions } : { not: { not: conditions } };
  const matches = await store.queryJson({ ...filters, ...times }, { page: 0, pageSize: MATCHES_MAX + 1 });
  if (matches.length <= MATCHES_MAX) return matches;
  throw new LimitExceededError(`a test may have ${MATCHES_MAX} matches: narrow its times or its conditions`, {
    limit: 'backtestMatchesMax',
    allowed: MATCHES_MAX,
    actual: matches.length,
  });
}
