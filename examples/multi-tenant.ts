import { LogAnalyticsEngine, type LogEntry, type LogEntryInit, type LogFilters } from 'log-analytics-engine';
import { heading } from './page.ts';
import { printTable } from './text-table.ts';

// Several customers in one engine, told apart by a tag.
//
// Good for many small tenants that are asked about together. Where a tenant must never be able to see another, whatever the code
// above does, give each a directory of its own instead.

const engine = new LogAnalyticsEngine();

/** The engine as one tenant may use it: everything goes in with its tag, and every question is about its tag. */
class Tenant {
  readonly #tag: string;

  constructor(name: string) {
    this.#tag = `tenant:${name}`;
  }

  ingest(entry: LogEntryInit): void {
    engine.ingestLog({ ...entry, tags: [...(entry.tags ?? []), this.#tag] });
  }

  query(filters: LogFilters = {}): LogEntry[] {
    return engine.queryLogs(this.#own(filters));
  }

  count(filters: LogFilters = {}): number {
    return engine.countLogs(this.#own(filters));
  }

  /** For a customer who leaves. */
  forget(): number {
    return engine.delete({ allTags: [this.#tag] });
  }

  /** `allTags` must all be there, so that no `tags` of a caller can widen the question. */
  #own(filters: LogFilters): LogFilters {
    const given = filters.allTags ?? [];
    return { ...filters, allTags: [...(typeof given === 'string' ? [given] : given), this.#tag] };
  }
}

const acme = new Tenant('acme');
const globex = new Tenant('globex');
acme.ingest({ level: 'INFO', source: 'shop', message: 'order 1 placed', tags: ['orders'] });
acme.ingest({ level: 'ERROR', source: 'shop', message: 'order 2 failed', tags: ['orders'] });
globex.ingest({ level: 'ERROR', source: 'shop', message: 'no stock left', tags: ['orders'] });
// Nobody gets at the entries of another by naming its tag.
globex.ingest({ level: 'INFO', source: 'shop', message: 'nightly backup done' });

console.log(heading('Each sees its own'));
printTable([
  { tenant: 'acme', entries: acme.count(), errors: acme.count({ level: 'error' }) },
  { tenant: 'globex', entries: globex.count(), errors: globex.count({ level: 'error' }) },
]);
console.log(`  globex asks for the tag of acme: ${globex.query({ tags: 'tenant:acme' }).length} entries`);
console.log(`  acme reads: ${acme.query({ level: 'error' }).map(({ message }) => message)}`);

// The operator sees all of them: for billing, for instance.
console.log(heading('The operator sees usage by tenant'));
const usage = engine.aggregateLogs({}, { topN: { tags: 10 } }).topN?.tags ?? [];
printTable(
  usage.filter(([tag]) => tag.startsWith('tenant:')).map(([tag, entries]) => ({ tenant: tag.slice(7), entries })),
);

console.log(heading('A customer leaves'));
console.log(
  `  ${acme.forget()} entries of acme deleted; left are ${acme.count()} of acme and ${globex.count()} of globex`,
);

engine.close();
