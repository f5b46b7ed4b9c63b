/* What an ingest worker needs to look into rows, and loads when it first has to. */
export { extendedLanguage, RowMatcher } from 'log-analytics-engine/internals';
export { deleteRows } from './delete-rows.ts';
