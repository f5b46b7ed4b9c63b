/** Every code an error of the server can carry, beside those of the engine, with what it means. */
export const SERVER_ERROR_CODES = {
  BAD_BODY: 'the body of the request cannot be read: its encoding, its length or its pace',
  UNAUTHENTICATED: 'the request has no credential, or a wrong one',
  FORBIDDEN: 'the credential, or the origin of the request, does not allow this',
  NOT_FOUND: 'there is nothing under this address',
  METHOD_NOT_ALLOWED: 'there is something under this address, but not for this method',
  OVERLOADED: 'the server has as much to do as it may; the same request will do later',
  QUOTA_EXCEEDED: 'the tenant has used up what it may store',
  DISK_FULL: 'there is no room on the disk for more entries; queries go on',
  STOPPING: 'the server is stopping',
  WORKER_LOST: 'the thread that did the work has ended; another one takes its place',
} as const;

export type ServerErrorCode = keyof typeof SERVER_ERROR_CODES;
