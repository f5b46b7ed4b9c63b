import type { IncomingHttpHeaders } from 'node:http';
import {
  Metadata as GrpcMetadata,
  type handleUnaryCall,
  type Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServiceError,
} from '@grpc/grpc-js';
import { InvalidArgumentError } from 'log-analytics-engine';
import { failureOf } from '../../errors/error-status.ts';
import { readIngestParameters } from '../fields/ingest-parameters.ts';
import {
  emptyCounters,
  type Listener,
  type ListenerAddress,
  type ListenerCounters,
  type ListenerServices,
} from '../listener.ts';
import { StoreSink, sinkOptions } from '../store-sink.ts';
import type { ListenerTls } from '../syslog/syslog-tcp-listener.ts';
import { exportResponse, grpcCodeOf } from './export-answer.ts';
import { exportLogs } from './export-logs.ts';

const SERVICE = '/opentelemetry.proto.collector.logs.v1.LogsService';
/** Unanswered calls of a connection: each may hold a request of the largest size. */
const STREAMS_MAX = 16;
const DRAIN_MS = 2000;

/** Requests and answers stay bytes: our own decoder reads them. */
const EXPORT: MethodDefinition<Buffer, Buffer> = {
  path: `${SERVICE}/Export`,
  requestStream: false,
  responseStream: false,
  requestSerialize: (bytes) => bytes,
  requestDeserialize: (bytes) => bytes,
  responseSerialize: (bytes) => bytes,
  responseDeserialize: (bytes) => bytes,
};

export interface GrpcListenerOptions {
  readonly listener: string;
  readonly host: string;
  readonly port: number;
  readonly tenant: string | undefined;
  readonly tls: ListenerTls | undefined;
  /** The largest request, in bytes after decompression. */
  readonly requestBytesMax: number;
}

/**
 * Logs of OpenTelemetry over gRPC: `LogsService/Export`. Metadata stands for headers: credential, tenant, and the parameters of fields. A failure has the
 * code that tells clients whether to send again.
 */
export class GrpcListener implements Listener {
  readonly name: string;
  readonly counters: ListenerCounters = emptyCounters();
  readonly #options: GrpcListenerOptions;
  readonly #services: ListenerServices;
  readonly #server: Server;

  constructor(options: GrpcListenerOptions, services: ListenerServices) {
    this.name = options.listener;
    this.#options = options;
    this.#services = services;
    this.#server = new Server({
      'grpc.max_receive_message_length': options.requestBytesMax,
      'grpc.max_concurrent_streams': STREAMS_MAX,
    });
    const handle: handleUnaryCall<Buffer, Buffer> = ({ request, metadata }, answer) => {
      void this.#export(request, metadata).then(
        (bytes) => answer(null, bytes),
        (error: unknown) => answer(serviceError(error), null),
      );
    };
    this.#server.addService({ Export: EXPORT }, { Export: handle });
  }

  async start(): Promise<ListenerAddress> {
    const { host, port } = this.#options;
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    try {
      const bound = await new Promise<number>((resolve, reject) => {
        this.#server.bindAsync(address, this.#credentials(), (error, one) =>
          error === null ? resolve(one) : reject(error),
        );
      });
      return { host, port: bound };
    } catch (cause) {
      throw new InvalidArgumentError(`cannot listen on ${host} port ${port} (gRPC): ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  /** Calls under way may end, up to two seconds. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#server.forceShutdown(), DRAIN_MS);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #export(request: Buffer, metadata: Metadata): Promise<Buffer> {
    const headers = headersOf(metadata);
    this.counters.messages++;
    this.counters.bytes += request.length;
    const { listener, tenant } = this.#options;
    const context = await this.#services.contextOf({ listener, tenant, headers, body: request });
    const parameters = readIngestParameters({ query: new URLSearchParams(), headers });
    const sink = new StoreSink(context, sinkOptions({ headers }, parameters.debug));
    const outcome = await exportLogs(request, parameters, context, sink);
    this.counters.rejected += outcome.rejected;
    return Buffer.from(exportResponse(outcome));
  }

  #credentials(): ServerCredentials {
    const { tls } = this.#options;
    if (tls === undefined) return ServerCredentials.createInsecure();
    const pair = { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) };
    const ca = tls.clientCa === undefined ? null : Buffer.from(tls.clientCa);
    return ServerCredentials.createSsl(ca, [pair], ca !== null);
  }
}

function headersOf(metadata: Metadata): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(metadata.getMap()).map(([name, value]) => [name, value.toString()]));
}

function serviceError(error: unknown): Partial<ServiceError> {
  const failure = failureOf(error);
  const metadata = new GrpcMetadata();
  if (failure.retryAfterSeconds !== undefined) metadata.set('retry-after', String(failure.retryAfterSeconds));
  return { code: grpcCodeOf(failure.status), details: failure.message, metadata };
}
