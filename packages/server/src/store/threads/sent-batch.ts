import type { ResultRow } from 'log-analytics-engine';

/** What a result is sent as, bit by bit: rows, or JSON lines. */
export type SentBatch = readonly ResultRow[] | Uint8Array;
