/*
 * As internals.ts, but no more than what stores rows: a thread that does nothing else starts in a third of the time.
 */
export * from './errors/engine-error.ts';
export { indexesOf } from './index-options.ts';
export type { FieldIndex } from './indexes/field-index.ts';
export { loadExtension } from './load-extension.ts';
export type { BatchChunk } from './storage/batch-group.ts';
export type { BatchLine } from './storage/batch-ids.ts';
export { NodeVfs } from './storage/node-vfs.ts';
export { TenantStore } from './storage/tenant-store.ts';
