import type { ReceiverAnswer, ReceiverFailure } from '../receiver.ts';
import { elasticHeaders } from './elastic-headers.ts';

const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'security_exception',
  403: 'security_exception',
  404: 'resource_not_found_exception',
  409: 'version_conflict_engine_exception',
  413: 'content_too_long_exception',
  429: 'es_rejected_execution_exception',
  503: 'cluster_block_exception',
  507: 'cluster_block_exception',
};

/** The name that Elasticsearch has for failures of a status. */
export function elasticErrorType(status: number): string {
  return TYPE_OF_STATUS[status] ?? (status < 500 ? 'illegal_argument_exception' : 'exception');
}

/** A failure in the form in which clients of Elasticsearch read it. */
export function elasticErrorAnswer({ status, message, retryAfterSeconds }: ReceiverFailure): ReceiverAnswer {
  const cause = { type: elasticErrorType(status), reason: message };
  return {
    status,
    headers: {
      ...elasticHeaders(),
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({ error: { root_cause: [cause], ...cause }, status }),
  };
}
