/* What an ingest worker needs to look into rows, and loads when it first has to. */
export { RowMatcher } from 'log-analytics-engine/internals';
export { deleteRows } from './delete-rows.ts';
