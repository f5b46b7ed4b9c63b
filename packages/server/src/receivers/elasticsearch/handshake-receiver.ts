import type { ReceivedRequest, Receiver, ReceiverAnswer, ReceiverRoute } from '../receiver.ts';
import { elasticErrorAnswer } from './elastic-error.ts';
import { elasticHeaders } from './elastic-headers.ts';

/** The version whose bulk API we speak; shippers refuse older ones, and newer ones than themselves. */
const VERSION = '8.19.0';
const PREFIX = '/insert/elasticsearch';
const NAME = 'log-analytics';

const ROOT = {
  name: NAME,
  cluster_name: NAME,
  cluster_uuid: 'bG9nLWFuYWx5dGljcy0wMQ',
  version: {
    number: VERSION,
    build_flavor: 'default',
    build_type: 'tar',
    build_hash: '0000000000000000000000000000000000000000',
    build_date: '2025-07-23T22:10:57Z',
    build_snapshot: false,
    lucene_version: '9.12.2',
    minimum_wire_compatibility_version: '7.17.0',
    minimum_index_compatibility_version: '7.0.0',
  },
  tagline: 'You Know, for Search',
};

const LICENSE = {
  license: {
    status: 'active',
    uid: '00000000-0000-4000-8000-000000000000',
    type: 'basic',
    issue_date: '2025-01-01T00:00:00.000Z',
    issue_date_in_millis: 1_735_689_600_000,
    max_nodes: 1000,
    issued_to: NAME,
    issuer: 'elasticsearch',
    start_date_in_millis: -1,
  },
};

const HEALTH = {
  cluster_name: NAME,
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
  active_primary_shards: 1,
  active_shards: 1,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
  delayed_unassigned_shards: 0,
  number_of_pending_tasks: 0,
  number_of_in_flight_fetch: 0,
  task_max_waiting_in_queue_millis: 0,
  active_shards_percent_as_number: 100,
};

const XPACK = {
  build: { hash: ROOT.version.build_hash, date: ROOT.version.build_date },
  license: { uid: LICENSE.license.uid, type: 'basic', mode: 'basic', status: 'active' },
  features: { ilm: { available: true, enabled: true }, security: { available: true, enabled: false } },
  tagline: ROOT.tagline,
};

/** What is asked for before the first document, by its path below the prefix. */
const ANSWERS: Readonly<Record<string, (request: ReceivedRequest) => object>> = {
  '': () => ROOT,
  '/': () => ROOT,
  '/_license': () => LICENSE,
  '/_xpack': () => XPACK,
  '/_cluster/health': () => HEALTH,
  '/_nodes/http': nodes,
  '/_nodes/_all/http': nodes,
};

/** Paths that no other part of the server has, so that shippers without a prefix find them. */
const ROOT_PATHS = [
  '/_license',
  '/_xpack',
  '/_cluster/health',
  '/_nodes/http',
  '/_nodes/_all/http',
  '/_index_template/:name',
  '/_template/:name',
  '/_component_template/:name',
  '/_ilm/policy/:name',
  '/_ingest/pipeline/:name',
  '/_data_stream/:name',
  '/_alias/:name',
];

/** Entries can be queried when they are acknowledged: there is nothing to refresh. */
const REFRESH_PATHS = ['/_refresh', '/:index/_refresh', `${PREFIX}/_refresh`, `${PREFIX}/:index/_refresh`];
const REFRESHED = { _shards: { total: 1, successful: 1, failed: 0 } };

/**
 * What Logstash, Beats, Vector, fluent-bit and the official clients ask of Elasticsearch before they send documents. Templates, policies
 * and pipelines are accepted and ignored: entries need none. Whatever else is asked below the prefix is there, and empty.
 */
export const handshakeReceiver: Receiver = {
  name: 'elasticsearch_handshake',
  routes: [
    ...[PREFIX, `${PREFIX}/`, `${PREFIX}/*`, ...ROOT_PATHS].flatMap((path): ReceiverRoute[] => [
      { method: 'GET', path },
      { method: 'HEAD', path },
      { method: 'PUT', path },
    ]),
    ...REFRESH_PATHS.flatMap((path): ReceiverRoute[] => [
      { method: 'GET', path },
      { method: 'POST', path },
    ]),
  ],
  receive: (request: ReceivedRequest): Promise<ReceiverAnswer> => Promise.resolve(handshakeAnswer(request)),
  errorAnswer: elasticErrorAnswer,
};

/**
 * The answer to `GET /` and `HEAD /` from a client of Elasticsearch that knows no prefix; undefined for everybody else, who is shown
 * what the server has there.
 */
export function elasticRootAnswer(request: Pick<ReceivedRequest, 'method' | 'headers'>): ReceiverAnswer | undefined {
  const agent = request.headers['user-agent'] ?? '';
  const isShipper = /elastic|beat|logstash|manticore|vector|fluent/i.test(agent);
  if (!isShipper && request.headers['x-elastic-client-meta'] === undefined) return undefined;
  return answerWith(request, ROOT);
}

function handshakeAnswer(request: ReceivedRequest): ReceiverAnswer {
  const path = request.path.startsWith(PREFIX) ? request.path.slice(PREFIX.length) : request.path;
  if (request.method === 'PUT') {
    const index = /^\/([^_/][^/]*)$/.exec(path)?.[1];
    return answerWith(request, {
      acknowledged: true,
      ...(index !== undefined && { shards_acknowledged: true, index }),
    });
  }
  if (path.endsWith('/_refresh')) return answerWith(request, REFRESHED);
  return answerWith(request, ANSWERS[path]?.(request) ?? {});
}

function answerWith(request: Pick<ReceivedRequest, 'method' | 'headers'>, body: object): ReceiverAnswer {
  const headers = elasticHeaders(request);
  return request.method === 'HEAD' ? { status: 200, headers } : { status: 200, headers, body: JSON.stringify(body) };
}

/** One node, under the address by which the client has found us: where it may look for more of them, it finds us again. */
function nodes({ headers }: ReceivedRequest): object {
  const address = /^[\w.:[\]-]+$/.exec(headers.host ?? '')?.[0];
  const http = { ...(address !== undefined && { publish_address: address }), max_content_length_in_bytes: 104_857_600 };
  return {
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: NAME,
    nodes: { [NAME]: { name: NAME, version: VERSION, roles: ['data', 'ingest', 'master'], http } },
  };
}
