import type { LineCounts } from '../ingest/row-batch-builder.ts';

/** A batch that was stored under an id, and what became of it. */
export interface BatchRecord {
  readonly id: string;
  /** Of what the sender sent: SHA-256 in hexadecimal. */
  readonly checksum: string;
  /** When it came in, milliseconds since 1970. */
  readonly atMs: number;
  readonly counts: LineCounts;
}

const LINE_FEED = 0x0a;

/** A batch as a line of the log, without a line feed; see FORMAT.md. */
export function encodeBatchRecord({ id, checksum, atMs, counts }: BatchRecord): string {
  const { accepted, malformed, rejected, errors } = counts;
  return JSON.stringify({ id, sha256: checksum, atMs, accepted, malformed, rejected, errors });
}

/** The batch of such a line; undefined for what is none. */
export function decodeBatchRecord(line: string): BatchRecord | undefined {
  try {
    const { id, sha256, atMs, accepted, malformed, rejected, errors } = JSON.parse(line);
    const isRecord =
      typeof id === 'string' &&
      typeof sha256 === 'string' &&
      [atMs, accepted, malformed, rejected].every(Number.isFinite) &&
      Array.isArray(errors);
    return isRecord ? { id, checksum: sha256, atMs, counts: { accepted, malformed, rejected, errors } } : undefined;
  } catch {
    return undefined;
  }
}

/** Parts the payload of a record of kind `batch` into the line about the batch and the lines of its rows. */
export function splitBatchPayload(payload: Uint8Array): { readonly line: string; readonly rows: Uint8Array } {
  const end = payload.indexOf(LINE_FEED) + 1 || payload.length;
  return { line: Buffer.from(payload.subarray(0, end)).toString(), rows: payload.subarray(end) };
}
