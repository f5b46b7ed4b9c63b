/** Limits on what one entry may hold. Each has its reason; beyond them a line is kept as text with the reason in `parse_error`. */
export const ENTRY_LIMITS = {
  /** A line with more fields is a mistake or an attack: every field costs a column in its block. */
  fieldsPerLine: 1000,
  /** Names are kept once per block and per segment and shown in lists. */
  fieldNameBytes: 128,
  /** Deeper nesting is no log record, and recursion over it must not exhaust the stack. */
  depth: 64,
} as const;

/** The longest line in bytes that the library takes unless told otherwise; a longer one is rejected, for it cannot be held. */
export const LINE_BYTES_MAX: number = 16 * 1024 * 1024;
