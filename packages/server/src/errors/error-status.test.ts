import {
  CancelledError,
  ERROR_CODES,
  InvalidArgumentError,
  LimitExceededError,
  StorageError,
} from 'log-analytics-engine';
import { describe, expect, test } from 'vitest';
import { failureOf, isOurFault, STATUS_OF_CODE } from './error-status.ts';
import { BodyError, OverloadedError, StoppingError } from './server-error.ts';
import { SERVER_ERROR_CODES } from './server-error-codes.ts';

describe('statuses of errors', () => {
  test('each code of the engine and of the server has one, and no other has', () => {
    const codes = [...new Set([...Object.keys(ERROR_CODES), ...Object.keys(SERVER_ERROR_CODES)])];
    expect(Object.keys(STATUS_OF_CODE).sort()).toEqual(codes.sort());
  });

  const limit = (name: string) => new LimitExceededError('too much', { limit: name, allowed: 1, actual: 2 });
  const full = Object.assign(new Error('write failed'), { code: 'ENOSPC' });

  test.each([
    [new InvalidArgumentError('wrong'), 400, 'INVALID_ARGUMENT'],
    [limit('queryMemoryBytes'), 422, 'LIMIT_EXCEEDED'],
    [limit('bodyBytesMax'), 413, 'LIMIT_EXCEEDED'],
    [limit('queryTimeoutMs'), 503, 'LIMIT_EXCEEDED'],
    [new BodyError(415, 'an encoding'), 415, 'BAD_BODY'],
    [new CancelledError(), 499, 'CANCELLED'],
    [new StorageError('no'), 500, 'STORAGE'],
    [new StorageError('no', { cause: full }), 507, 'DISK_FULL'],
    [new StorageError('no', { cause: new StorageError('deeper', { cause: full }) }), 507, 'DISK_FULL'],
    [new StoppingError(), 503, 'STOPPING'],
    [Object.assign(new Error('not JSON'), { statusCode: 400 }), 400, 'INVALID_ARGUMENT'],
  ])('%s is %i %s', (error, status, code) => {
    expect(failureOf(error)).toMatchObject({ status, code, message: error.message });
  });

  test('what is to be tried again says when', () => {
    expect(failureOf(new OverloadedError('busy', 2.2))).toMatchObject({ status: 429, retryAfterSeconds: 3 });
    expect(failureOf(new StoppingError()).retryAfterSeconds).toBe(1);
    expect(failureOf(new InvalidArgumentError('wrong')).retryAfterSeconds).toBeUndefined();
  });

  test('a bug says nothing of its insides, and is our fault', () => {
    const failure = failureOf(new TypeError('secret is not a function'));
    expect(failure).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(failure.message).not.toContain('secret');
    expect(isOurFault(failure)).toBe(true);
    expect(isOurFault(failureOf(new StoppingError()))).toBe(false);
    expect(failureOf('thrown text').status).toBe(500);
  });
});
