import type { ServerErrorCode } from './server-error-codes.ts';

/** The base of the errors that the server throws on purpose; `code` is stable, `message` is for people. */
export class ServerError extends Error {
  readonly code: ServerErrorCode;

  constructor(code: ServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** The body of a request cannot be read. */
export class BodyError extends ServerError {
  /** 400 damaged or cut short, 408 too slow, 413 too long, 415 of an encoding or media type that is not taken. */
  readonly status: 400 | 408 | 413 | 415;

  constructor(status: 400 | 408 | 413 | 415, message: string, options?: ErrorOptions) {
    super('BAD_BODY', message, options);
    this.status = status;
  }
}

/** There is too much to do; the same request will do later. */
export class OverloadedError extends ServerError {
  /** Seconds after which to try again; a whole number from 1. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds = 1) {
    super('OVERLOADED', message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }
}

/** The tenant stores as much as it may. */
export class QuotaExceededError extends ServerError {
  constructor(message: string) {
    super('QUOTA_EXCEEDED', message);
  }
}

/** There is no room for more entries; ingestion goes on by itself when there is again. */
export class DiskFullError extends ServerError {
  constructor(message: string, options?: ErrorOptions) {
    super('DISK_FULL', message, options);
  }
}

/** The request has no credential, or a wrong one. */
export class UnauthenticatedError extends ServerError {
  constructor(message: string) {
    super('UNAUTHENTICATED', message);
  }
}

/** Who sends the request is known, and may not do this. */
export class ForbiddenError extends ServerError {
  constructor(message: string) {
    super('FORBIDDEN', message);
  }
}

/** There is nothing under this address. */
export class NotFoundError extends ServerError {
  constructor(message: string) {
    super('NOT_FOUND', message);
  }
}

/** There is something under this address, but not for this method. */
export class MethodNotAllowedError extends ServerError {
  /** The methods that there are. */
  readonly allowed: readonly string[];

  constructor(message: string, allowed: readonly string[]) {
    super('METHOD_NOT_ALLOWED', message);
    this.allowed = allowed;
  }
}

/** The server is about to end. */
export class StoppingError extends ServerError {
  constructor(message = 'the server is stopping') {
    super('STOPPING', message);
  }
}

/** The thread that did the work has ended; whether it was done is not known. */
export class WorkerLostError extends ServerError {
  constructor(message: string, options?: ErrorOptions) {
    super('WORKER_LOST', message, options);
  }
}
