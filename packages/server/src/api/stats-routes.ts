import { z } from 'zod';
import type { Route } from '../http/route.ts';
import type { IngestService } from '../operations/ingest-service.ts';
import type { TenantQuotas } from '../operations/tenant-quotas.ts';
import type { TenantAccess } from '../store/tenant-access.ts';

const USAGE = z
  .object({
    entries: z.int().describe('Entries stored since the server was started, as all that follow.'),
    bytes: z.int(),
    malformed: z.int(),
    rejected: z.int(),
    dropped: z.int(),
    quota: z.object({
      ingestBytesPerSecond: z.int().describe('0 for any amount.'),
      storedBytesMax: z.int().describe('0 for any size.'),
    }),
  })
  .meta({ id: 'Usage' });

const STATS = z.looseObject({
  tenant: z.string(),
  totalLogs: z.int(),
  totalBytes: z.int(),
  storedBytes: z.int(),
  usage: USAGE,
});

export interface StatsParts {
  readonly ingest: IngestService;
  readonly quotas: TenantQuotas;
  readonly tenants: TenantAccess;
}

/** What a tenant holds and has used, and who the tenants are. */
export function statsRoutes({ ingest, quotas, tenants }: StatsParts): Route[] {
  const usageOf = (tenant: string): z.infer<typeof USAGE> => {
    const { entries = 0, bytes = 0, malformed = 0, rejected = 0, dropped = 0 } = ingest.byTenant.get(tenant) ?? {};
    return { entries, bytes, malformed, rejected, dropped, quota: quotas.quotaOf(tenant) };
  };
  return [
    {
      method: 'GET',
      path: '/api/v1/stats',
      role: 'read',
      summary: 'What the tenant holds, and what it has used',
      admission: 'query',
      schema: { answer: { description: 'The figures', schema: STATS } },
      async handle(_request, _reply, { tenant, store }) {
        return { tenant, ...(await store.getStats()), usage: usageOf(tenant) };
      },
    },
    {
      method: 'GET',
      path: '/api/v1/tenants',
      role: 'admin',
      scope: 'server',
      summary: 'The tenants that have data, and what they have used',
      schema: {
        answer: {
          description: 'The tenants',
          schema: z.object({ tenants: z.array(z.object({ tenant: z.string(), usage: USAGE })) }),
        },
      },
      async handle() {
        return { tenants: tenants.list().map((tenant) => ({ tenant, usage: usageOf(tenant) })) };
      },
    },
  ];
}
