/*
 * How the core of the server has ports beside that of HTTP:
 *
 *     const listeners = await startListeners(config.listeners, services, { clock, limits });
 *     …
 *     await listeners.close();   // after `IngestService` still takes lines: what came in is stored first
 *
 * `services.contextOf` makes the context of a connection or call: for syslog from the tenant of the configuration alone, for gRPC from the headers,
 * which carry the credential (`authorization`) and the tenant as those of a request do. It is called once for each batch of syslog, and each call of gRPC.
 */
import { InvalidArgumentError } from 'log-analytics-engine';
import { FieldNames, type IngestParameters } from './fields/ingest-parameters.ts';
import type { Listener, ListenerAddress, ListenerCounters, ListenerServices } from './listener.ts';
import { GrpcListener } from './otlp/grpc-listener.ts';
import type { ReceiverLimits } from './receiver.ts';
import type { SyslogIntakeOptions } from './syslog/syslog-intake.ts';
import { type ListenerTls, SyslogTcpListener } from './syslog/syslog-tcp-listener.ts';
import { SyslogUdpListener } from './syslog/syslog-udp-listener.ts';

export const LISTENER_PROTOCOLS = ['syslog-udp', 'syslog-tcp', 'syslog-tls', 'otlp-grpc'] as const;

export type ListenerProtocol = (typeof LISTENER_PROTOCOLS)[number];

/** A port beside that of HTTP. */
export interface ListenerConfig {
  readonly protocol: ListenerProtocol;
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** Whose entries they are; undefined for the tenant of requests that name none. Of gRPC, the headers decide where this is undefined. */
  readonly tenant?: string | undefined;
  /** Of syslog: the zone of times that have none, such as `Europe/Berlin`; empty or undefined for that of the server. */
  readonly timezone?: string | undefined;
  /** Of syslog: the fields that make the stream; `hostname`, `app_name` and `proc_id` where undefined. */
  readonly streamFields?: readonly string[] | undefined;
  /** Of syslog: fields that are left out; `*` at the end of a name makes it a prefix. */
  readonly ignoreFields?: readonly string[] | undefined;
  readonly decolorizeFields?: readonly string[] | undefined;
  readonly extraFields?: Readonly<Record<string, string>> | undefined;
  /** For `syslog-tls`, and for `otlp-grpc` where it is to be encrypted. */
  readonly tls?: ListenerTls | undefined;
}

export interface ListenerOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly limits: ReceiverLimits;
}

/** Listeners that run. */
export interface RunningListeners {
  /** In the order of the configuration. */
  readonly list: readonly {
    readonly name: string;
    readonly address: ListenerAddress;
    readonly counters: ListenerCounters;
  }[];
  /** Ends them all; resolves when what they took in is stored, or counted as dropped. */
  close(): Promise<void>;
}

const SYSLOG_STREAM_FIELDS: readonly string[] = ['hostname', 'app_name', 'proc_id'];

/**
 * Starts all listeners, or none.
 * @throws InvalidArgumentError where one cannot be
 */
export async function startListeners(
  configs: readonly ListenerConfig[],
  services: ListenerServices,
  options: ListenerOptions,
): Promise<RunningListeners> {
  const listeners = configs.map((config) => makeListener(config, services, options));
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  const started = await Promise.allSettled(listeners.map((listener) => listener.start()));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  const list = started.flatMap((one, i) => {
    const { name, counters } = listeners[i]!;
    return one.status === 'fulfilled' ? [{ name, counters, address: one.value }] : [];
  });
  return { list, close };
}

function makeListener(
  config: ListenerConfig,
  services: ListenerServices,
  { clock, limits }: ListenerOptions,
): Listener {
  const { protocol, host, port, tenant, tls } = config;
  const listener = protocol.replace('-', '_');
  if (protocol === 'otlp-grpc') {
    const requestBytesMax = limits.bodyBytesMax;
    return new GrpcListener({ listener, host, port, tenant, tls, requestBytesMax }, services);
  }
  const intake: SyslogIntakeOptions = {
    listener,
    tenant,
    timezone: config.timezone ?? '',
    parameters: syslogParameters(config),
    messageBytesMax: limits.lineBytesMax,
    clock,
  };
  switch (protocol) {
    case 'syslog-udp':
      return new SyslogUdpListener(host, port, intake, services);
    case 'syslog-tcp':
      return new SyslogTcpListener(host, port, intake, services);
    case 'syslog-tls':
      if (tls === undefined)
        throw new InvalidArgumentError('a listener for syslog-tls needs a certificate and its key');
      return new SyslogTcpListener(host, port, intake, services, tls);
  }
}

function syslogParameters(config: ListenerConfig): IngestParameters {
  return {
    messageFields: [],
    timeFields: [],
    streamFields: config.streamFields ?? SYSLOG_STREAM_FIELDS,
    ignoreFields: new FieldNames(config.ignoreFields ?? []),
    decolorizeFields: new FieldNames(config.decolorizeFields ?? []),
    extraFields: Object.entries(config.extraFields ?? {}),
    debug: false,
  };
}
