/** Every code an error of the engine can carry, with what it means. The server maps codes to HTTP statuses. */
export const ERROR_CODES = {
  INVALID_ARGUMENT: 'an argument has a wrong type, an unknown key or an impossible value',
  QUERY_SYNTAX: 'the text of a query cannot be parsed',
  LIMIT_EXCEEDED: 'a named limit was reached',
  CANCELLED: 'the caller cancelled the work',
  CORRUPTION: 'bytes on disk do not have the form or the checksum that they must have',
  UNSUPPORTED_VERSION: 'a file was written by a newer version of the format',
  STORAGE: 'an operation on a file failed',
  DISK_FULL: 'the disk is full, or less is free than the floor below which no entries are taken',
  LOCKED: 'another process writes to the directory',
  READ_ONLY: 'a change was asked of an engine that was opened read-only',
  CLOSED: 'the engine was used after close()',
  BATCH_CONFLICT: 'a batch of the same id, but of other content, has been stored',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
