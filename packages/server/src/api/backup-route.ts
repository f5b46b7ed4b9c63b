import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Route } from '../http/route.ts';
import { requireTenantId } from '../store/tenant-access.ts';
import type { TenantStores } from '../store/tenant-stores.ts';
import { validate } from './validate.ts';

const QUERY = z.strictObject({
  tenant: z.string().optional().describe('This tenant alone; all of them unless given.'),
});

/** Gives the data as it is at one moment, while entries come in. */
export function backupRoute(stores: Pick<TenantStores, 'backUp'>): Route {
  return {
    method: 'GET',
    path: '/api/v1/backup',
    role: 'admin',
    scope: 'server',
    summary: 'A copy of the data, of one moment',
    admission: 'query',
    schema: {
      query: QUERY,
      answer: { mediaType: 'application/x-tar', description: 'A tar archive; unpacked it is a data directory' },
    },
    async handle({ query }, reply) {
      const { tenant } = validate<{ tenant?: string | undefined }>(QUERY, query, 'the query');
      const { backupArchive } = await import('./backup-archive.ts');
      const source = await stores.backUp(tenant === undefined ? undefined : requireTenantId(tenant));
      return reply
        .type('application/x-tar')
        .header('content-disposition', 'attachment; filename="log-analytics-backup.tar"')
        .send(Readable.from(backupArchive(source), { objectMode: false }));
    },
  };
}
