export type { Receiver, ReceiverAnswer, ReceiverContext, ReceiverRoute } from './receivers/receiver.ts';
export type { BatchOptions, LogStore, StoreQueryOptions } from './store/log-store.ts';
export type { TenantStores } from './store/tenant-stores.ts';
