import type { ReceivedRequest } from '../receiver.ts';

/** Clients look at this before they believe that they talk to Elasticsearch. */
const PRODUCT = { 'x-elastic-product': 'Elasticsearch' };

/**
 * The headers of an answer. A client that asks for the media type of a version of the API (`application/vnd.elasticsearch+json;
 * compatible-with=9`) gets that version.
 */
export function elasticHeaders(request?: Pick<ReceivedRequest, 'headers'>): Record<string, string> {
  const asked = `${request?.headers.accept ?? ''} ${request?.headers['content-type'] ?? ''}`;
  const version = /application\/vnd\.elasticsearch\+(?:x-nd)?json; ?compatible-with=(\d)/.exec(asked)?.[1];
  const type =
    version === undefined ? 'application/json' : `application/vnd.elasticsearch+json;compatible-with=${version}`;
  return { ...PRODUCT, 'content-type': type };
}
