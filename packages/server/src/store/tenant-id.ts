/** What the id of a tenant looks like: it names a directory. */
export const TENANT_ID: RegExp = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;
