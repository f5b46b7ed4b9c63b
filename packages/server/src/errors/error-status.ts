import { EngineError, type ErrorCode, LimitExceededError } from 'log-analytics-engine';
import { BodyError, OverloadedError, ServerError } from './server-error.ts';
import type { ServerErrorCode } from './server-error-codes.ts';

/** The one place where codes become statuses of HTTP. Clients retry 429 and 503, and give up on the others. */
export const STATUS_OF_CODE: Readonly<Record<ErrorCode | ServerErrorCode, number>> = {
  INVALID_ARGUMENT: 400,
  QUERY_SYNTAX: 400,
  LIMIT_EXCEEDED: 422,
  /** The client has gone away: nobody reads this, but logs and metrics have it. */
  CANCELLED: 499,
  CORRUPTION: 500,
  UNSUPPORTED_VERSION: 500,
  STORAGE: 500,
  LOCKED: 503,
  READ_ONLY: 403,
  CLOSED: 503,
  BAD_BODY: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  OVERLOADED: 429,
  QUOTA_EXCEEDED: 507,
  DISK_FULL: 507,
  BATCH_CONFLICT: 409,
  STOPPING: 503,
  WORKER_LOST: 503,
};

/** Limits that have a status of their own among those of `LIMIT_EXCEEDED`. */
export const STATUS_OF_LIMIT: Readonly<Record<string, number>> = {
  bodyBytesMax: 413,
  formBytesMax: 413,
  lineBytesMax: 413,
  queryTimeoutMs: 503,
};

/** What the operating system says where a disk, or a share of it, is full. */
const FULL_DISK: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** What a client is told of a failure. */
export interface Failure {
  readonly status: number;
  readonly code: ErrorCode | ServerErrorCode | 'INTERNAL';
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** What to answer for whatever was thrown; what nobody threw on purpose is told apart from it and says nothing of its reasons. */
export function failureOf(error: unknown): Failure {
  if (error instanceof OverloadedError) {
    const { code, message, retryAfterSeconds } = error;
    return { status: STATUS_OF_CODE[code], code, message, retryAfterSeconds };
  }
  if (error instanceof BodyError) return { status: error.status, code: error.code, message: error.message };
  if (error instanceof EngineError || error instanceof ServerError) {
    const { code, message } = error;
    if (code === 'STORAGE' && isFullDisk(error)) return { status: 507, code: 'DISK_FULL', message };
    const status = error instanceof LimitExceededError ? STATUS_OF_LIMIT[error.limit] : undefined;
    return withRetry({ status: status ?? STATUS_OF_CODE[code], code, message });
  }
  const status = clientStatus(error);
  if (status !== undefined) {
    return { status, code: status === 404 ? 'NOT_FOUND' : 'INVALID_ARGUMENT', message: (error as Error).message };
  }
  return { status: 500, code: 'INTERNAL', message: 'the server has failed at this; its log says more' };
}

/** Whether it is our fault, and belongs into the log. */
export function isOurFault(failure: Failure): boolean {
  return failure.status >= 500 && failure.status !== 503 && failure.status !== 507;
}

function withRetry(failure: Failure): Failure {
  return failure.status === 503 ? { ...failure, retryAfterSeconds: 1 } : failure;
}

function isFullDisk(error: Error): boolean {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && FULL_DISK.has(cause.code)) return true;
  }
  return false;
}

/** The status with which fastify refuses a request: a body that is no JSON, a media type that it does not know. */
function clientStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
