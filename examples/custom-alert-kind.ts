import { type AlertKindExtension, InvalidArgumentError, LogAnalyticsEngine } from 'log-analytics-engine';
import { heading } from './page.ts';
import { temporaryDirectory } from './temporary-directory.ts';

// The engine counts matches against a threshold. What else makes a rule fire is up to you: a kind of your own is an object with a
// name and `start`. It sees the entries that meet the conditions of its rule; groups, cooldowns, samples and restarts are seen to.

/** Fires when the matches within the rule's window have as many different values of a field as the threshold says. */
const distinct: AlertKindExtension = {
  name: 'distinct',
  check({ name, parameters }) {
    if (typeof parameters.field !== 'string') {
      throw new InvalidArgumentError(
        `rule '${name}': parameters.field must name the field whose values are told apart`,
      );
    }
  },
  start({ parameters, threshold, timeWindow }, saved) {
    const field = String(parameters.field);
    const lastSeenMs = new Map(saved as [string, number][] | undefined);
    return {
      match(entry) {
        lastSeenMs.set(entry.field(field), entry.ms);
        for (const [value, ms] of lastSeenMs) if (ms < entry.ms - timeWindow * 1000) lastSeenMs.delete(value);
        if (lastSeenMs.size < threshold) return undefined;
        return { count: lastSeenMs.size, message: `${[...lastSeenMs.keys()].join(', ')} within ${timeWindow} s` };
      },
      // Whatever JSON can hold; it comes back as `saved` after a restart.
      save: () => [...lastSeenMs],
    };
  },
};

const directory = temporaryDirectory();
const open = (): LogAnalyticsEngine => new LogAnalyticsEngine({ directory, alertKinds: [distinct] });
const login = (second: number, user: string, country: string) => ({
  timestamp: new Date(Date.UTC(2026, 2, 2, 9, 0, second)),
  level: 'INFO',
  source: 'auth',
  message: `login of ${user}`,
  user,
  country,
});

let engine = open();
engine.addAlertRule({
  name: 'stolen-password',
  // Conditions may be LogsQL, too.
  conditions: 'source:auth login',
  kind: 'distinct',
  parameters: { field: 'country' },
  threshold: 3,
  timeWindow: 60,
  groupBy: 'user',
  severity: 'critical',
});
try {
  engine.addAlertRule({ name: 'incomplete', conditions: {}, kind: 'distinct' });
} catch (error) {
  console.log(heading('A rule that the kind refuses'));
  console.log(`  ${(error as Error).message}`);
}

engine.ingestLogs([login(0, 'ann', 'NO'), login(5, 'bob', 'PT'), login(20, 'ann', 'NO'), login(30, 'ann', 'BR')]);
engine.close();

// What the rule has seen is kept with the data.
engine = open();
engine.ingestLogs([login(40, 'bob', 'PT'), login(45, 'ann', 'JP'), login(200, 'bob', 'JP')]);
console.log(heading('After a restart'));
for (const alert of engine.getAlerts()) {
  console.log(`  ${alert.severity} ${alert.triggeredAt}  ${alert.message}`);
  for (const entry of alert.sampleLogs) console.log(`    ${entry.message} from ${entry.metadata.country}`);
}
engine.close();
