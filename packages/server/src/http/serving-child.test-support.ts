/*
 * A server over a directory, `<directory> <ingest workers> <flags…>`, that runs until it is killed. Prints its address when it listens. Lines on its input:
 * `fail <ingest | query> <worker> <throw | terminate>` lets a worker end as by a defect, `flush` and `compact` do so for all tenants.
 */
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { resolveConfig } from '../config/resolve-config.ts';
import { DEFAULT_TENANT } from '../store/tenant-stores.ts';
import { ThreadedTenantStores } from '../store/threaded-tenant-stores.ts';
import { createServer } from './create-server.ts';

const [, , directory, workers, ...flags] = process.argv;
const ingestWorkers = Number(workers);
const stores = await ThreadedTenantStores.open(directory!, {
  ingestWorkers,
  queryWorkers: 1,
  freeBytesMin: 0,
  // Short enough for tenants to be closed and opened again between requests.
  tenantIdleMs: 50,
});
const config = resolveConfig({ argv: ['--port', '0', ...flags] });
const server = createServer(config, stores, { log: pino({ level: 'silent' }) });
await stores.open(DEFAULT_TENANT);
process.stdout.write(`${await server.start()}\n`);
for await (const line of createInterface({ input: process.stdin })) await run(line);
process.exit(1);

async function run(command: string): Promise<void> {
  const [what, kind, worker, how] = command.split(' ');
  if (what === 'fail') await stores.failWorker(kind as 'ingest', Number(worker) % ingestWorkers, how as 'throw');
  // A worker that is killed over it leaves it undone.
  else for (const tenant of stores.list()) await doWork(tenant, what as 'flush').catch(() => undefined);
}

async function doWork(tenant: string, what: 'flush' | 'compact'): Promise<void> {
  await (await stores.open(tenant))[what]();
}
