import type { IncomingHttpHeaders } from 'node:http';
import { InvalidArgumentError } from 'log-analytics-engine';
import { requireTenantId } from '../store/tenant-access.ts';
import { DEFAULT_TENANT } from '../store/tenant-stores.ts';

const UINT32_MAX = 2 ** 32 - 1;

/**
 * The tenant that a request names: by `X-Scope-OrgID`, as clients of Loki do, or by `AccountID` and `ProjectID`, two numbers, as
 * those of VictoriaLogs do: `7` and `3` are the tenant `7-3`, and two zeros are nobody's in particular. Undefined where it names none.
 * @throws InvalidArgumentError for both at once, and for what is no tenant
 */
export function tenantOfHeaders(headers: IncomingHttpHeaders): string | undefined {
  const organisation = headers['x-scope-orgid'];
  const account = headers.accountid;
  const project = headers.projectid;
  if (account === undefined && project === undefined) {
    return organisation === undefined || organisation === '' ? undefined : requireTenantId(textOf(organisation));
  }
  if (organisation !== undefined) {
    throw new InvalidArgumentError('a tenant is named by X-Scope-OrgID or by AccountID and ProjectID, not by both');
  }
  const ids = [numberOf('AccountID', account), numberOf('ProjectID', project)];
  return ids.every((id) => id === 0) ? DEFAULT_TENANT : ids.join('-');
}

function numberOf(name: string, header: string | string[] | undefined): number {
  if (header === undefined || header === '') return 0;
  const text = textOf(header);
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (id <= UINT32_MAX) return id;
  throw new InvalidArgumentError(
    `${name} must be a whole number from 0 to ${UINT32_MAX}, not ${JSON.stringify(text.slice(0, 100))}`,
  );
}

function textOf(header: string | string[]): string {
  return Array.isArray(header) ? header.join(', ') : header;
}
