/** Many tenants in one engine, told apart by a tag that a hook adds and every query names. */
import { LogAnalyticsEngine, LogEntry, type LogFilters } from 'log-analytics-engine';

const engine = new LogAnalyticsEngine();

/** What one tenant sees of the engine. */
function tenantView(tenant: string) {
  const tag = `tenant:${tenant}`;
  return {
    log: (level: string, message: string): void => engine.ingestLog(new LogEntry({ level, message, tags: [tag] })),
    count: (filters: LogFilters = {}): number => engine.countLogs({ ...filters, allTags: [tag] }),
  };
}

const acme = tenantView('acme');
const globex = tenantView('globex');
acme.log('ERROR', 'disk full');
acme.log('INFO', 'backup done');
globex.log('ERROR', 'certificate expired');

console.log('acme:', acme.count(), 'of which errors:', acme.count({ level: 'ERROR' }));
console.log('globex:', globex.count(), 'and of the disk of acme it knows', globex.count({ keyword: 'disk' }));
console.log('by tenant:', engine.aggregateLogs({}, { groupBy: 'tags' }).groupBy);
engine.close();
