import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { InvalidArgumentError } from 'log-analytics-engine';
import {
  emptyCounters,
  type Listener,
  type ListenerAddress,
  type ListenerCounters,
  type ListenerServices,
} from '../listener.ts';
import { SyslogIntake, type SyslogIntakeOptions } from './syslog-intake.ts';
import { readSyslogStream } from './syslog-stream.ts';

const CONNECTIONS_MAX = 1000;
const KEEP_ALIVE_MS = 60_000;
/** How long a connection of TLS may take to begin. */
const HANDSHAKE_MS = 10_000;

/** A certificate and its key, in PEM; with `clientCa`, senders must show a certificate that it has signed. */
export interface ListenerTls {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string | undefined;
}

/** Syslog over TCP (RFC 6587), and over TLS (RFC 5425). */
export class SyslogTcpListener implements Listener {
  readonly name: string;
  readonly counters: ListenerCounters = emptyCounters();
  readonly #intake: SyslogIntake;
  readonly #services: ListenerServices;
  readonly #host: string;
  readonly #port: number;
  readonly #server: Server;
  readonly #connections = new Map<Socket, Promise<void>>();

  /** @throws InvalidArgumentError where certificate and key are none */
  constructor(host: string, port: number, options: SyslogIntakeOptions, services: ListenerServices, tls?: ListenerTls) {
    this.name = options.listener;
    this.#host = host;
    this.#port = port;
    this.#services = services;
    this.#intake = new SyslogIntake(options, services, this.counters);
    const accept = (socket: Socket): void => this.#accept(socket);
    this.#server = tls === undefined ? createServer(accept) : tlsServer(tls, accept);
    this.#server.on('tlsClientError', () => this.counters.broken++);
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  async start(): Promise<ListenerAddress> {
    const server = this.#server;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(this.#port, this.#host, resolve);
      });
    } catch (cause) {
      throw new InvalidArgumentError(`cannot listen on ${this.#host} port ${this.#port}: ${(cause as Error).message}`, {
        cause,
      });
    }
    server.on('error', (error) => this.#services.onProblem(this.name, 'the listener has failed', error));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new InvalidArgumentError('the listener has no address');
    return { host: address.address, port: address.port };
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#connections.keys()) socket.destroy();
    await Promise.all(this.#connections.values());
    await closed;
    await this.#intake.close();
  }

  #accept(socket: Socket): void {
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.counters.connections++;
    const read = readSyslogStream(socket, this.#intake)
      .catch((error: unknown) => {
        if (isHangUp(error)) return;
        this.counters.broken++;
        this.#services.onProblem(this.name, 'a connection cannot be read', error);
      })
      .finally(() => {
        socket.destroy();
        this.counters.connections--;
        this.#connections.delete(socket);
      });
    this.#connections.set(socket, read);
  }
}

function tlsServer(tls: ListenerTls, accept: (socket: Socket) => void): Server {
  try {
    return createTlsServer(tlsOptions(tls), accept);
  } catch (cause) {
    throw new InvalidArgumentError(`certificate and key are none in PEM: ${(cause as Error).message}`, { cause });
  }
}

function tlsOptions({ cert, key, clientCa }: ListenerTls): TlsOptions {
  return {
    cert,
    key,
    handshakeTimeout: HANDSHAKE_MS,
    minVersion: 'TLSv1.2',
    ...(clientCa !== undefined && { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
  };
}

/** Senders go away without a farewell. */
function isHangUp(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ETIMEDOUT'].includes(String(error.code));
}
