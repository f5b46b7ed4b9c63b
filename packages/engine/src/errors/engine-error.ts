import type { ErrorCode } from './error-codes.ts';

/** The base of every error that the engine throws on purpose; `code` is stable, `message` is for people. */
export class EngineError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** An argument has a wrong type, an unknown key or an impossible value; the message names it and what was expected. */
export class InvalidArgumentError extends EngineError {
  constructor(message: string, options?: ErrorOptions) {
    super('INVALID_ARGUMENT', message, options);
  }
}

/** The text of a query cannot be parsed. */
export class QuerySyntaxError extends EngineError {
  /** Offset of the offending token in UTF-16 units, from 0. */
  readonly position: number;
  /** The offending token as it stands in the text; empty at the end of the text. */
  readonly found: string;
  /** What could have stood there. */
  readonly expected: readonly string[];
  /** The nearest known name, where a name was misspelt. */
  readonly suggestion: string | undefined;

  constructor(
    message: string,
    details: { position: number; found: string; expected: readonly string[]; suggestion?: string | undefined },
  ) {
    super('QUERY_SYNTAX', message);
    this.position = details.position;
    this.found = details.found;
    this.expected = details.expected;
    this.suggestion = details.suggestion;
  }
}

/** A named limit was reached; the message says how to stay below it. */
export class LimitExceededError extends EngineError {
  readonly limit: string;
  readonly allowed: number;
  readonly actual: number;

  constructor(message: string, details: { limit: string; allowed: number; actual: number }) {
    super('LIMIT_EXCEEDED', message);
    this.limit = details.limit;
    this.allowed = details.allowed;
    this.actual = details.actual;
  }
}

/** The caller's AbortSignal fired. */
export class CancelledError extends EngineError {
  constructor(message = 'the query was cancelled') {
    super('CANCELLED', message);
  }
}

/** Bytes on disk do not have the form or the checksum that they must have. */
export class CorruptionError extends EngineError {
  readonly file: string;
  /** Offset in the file, in bytes. */
  readonly offset: number;

  constructor(message: string, details: { file: string; offset: number }, options?: ErrorOptions) {
    super('CORRUPTION', `${details.file} at byte ${details.offset}: ${message}`, options);
    this.file = details.file;
    this.offset = details.offset;
  }
}

/** A file was written by a newer version of the format; it is left untouched. */
export class UnsupportedVersionError extends EngineError {
  readonly file: string;
  readonly version: number;

  constructor(file: string, version: number, supported: number) {
    super('UNSUPPORTED_VERSION', `${file} has format version ${version}; this release reads up to ${supported}`);
    this.file = file;
    this.version = version;
  }
}

/** An operation on a file failed; `cause` is the error of the operating system. */
export class StorageError extends EngineError {
  constructor(message: string, options?: ErrorOptions, code: 'STORAGE' | 'DISK_FULL' = 'STORAGE') {
    super(code, message, options);
  }
}

/** The disk is full, or so nearly that no entries are taken (`freeBytesMin`). Queries and deletion go on; it passes when there is room. */
export class DiskFullError extends StorageError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options, 'DISK_FULL');
  }
}

/** Another process writes to the directory. */
export class LockedError extends EngineError {
  constructor(message: string) {
    super('LOCKED', message);
  }
}

/** A change was asked of an engine that was opened read-only. */
export class ReadOnlyError extends EngineError {
  constructor(operation: string) {
    super('READ_ONLY', `${operation} is not possible: the engine was opened read-only`);
  }
}

/** The engine was used after close(). */
export class ClosedError extends EngineError {
  constructor(operation: string) {
    super('CLOSED', `${operation} is not possible: the engine is closed`);
  }
}

/** A batch of the same id has been stored, with other content. */
export class BatchConflictError extends EngineError {
  constructor(message: string) {
    super('BATCH_CONFLICT', message);
  }
}
