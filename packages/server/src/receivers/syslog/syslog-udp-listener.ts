import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { inflateSync } from 'node:zlib';
import { InvalidArgumentError } from 'log-analytics-engine';
import {
  emptyCounters,
  type Listener,
  type ListenerAddress,
  type ListenerCounters,
  type ListenerServices,
} from '../listener.ts';
import { SyslogIntake, type SyslogIntakeOptions } from './syslog-intake.ts';

const LINE_FEED = 0x0a;
/** rsyslog puts this before a message that it has compressed by itself. */
const COMPRESSED = 0x7a;
const ZLIB_METHOD = 0x78;
/** Bursts come faster than they are read; what does not fit is lost without a trace. */
const RECEIVE_BUFFER_BYTES = 4 << 20;

/** Syslog over UDP (RFC 5426): a message a datagram, or several with line feeds between them. */
export class SyslogUdpListener implements Listener {
  readonly name: string;
  readonly counters: ListenerCounters = emptyCounters();
  readonly #intake: SyslogIntake;
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(host: string, port: number, options: SyslogIntakeOptions, services: ListenerServices) {
    this.name = options.listener;
    this.#host = host;
    this.#port = port;
    this.#intake = new SyslogIntake(options, services, this.counters);
  }

  async start(): Promise<ListenerAddress> {
    const socket = createSocket({ type: isIPv6(this.#host) ? 'udp6' : 'udp4' });
    this.#socket = socket;
    socket.on('message', (datagram) => this.#receive(datagram));
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.bind(this.#port, this.#host, resolve);
      });
    } catch (cause) {
      throw new InvalidArgumentError(
        `cannot listen on ${this.#host} port ${this.#port} (UDP): ${(cause as Error).message}`,
        { cause },
      );
    }
    socket.on('error', () => this.counters.broken++);
    try {
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    } catch {
      // The system allows less; what it has will do.
    }
    const { address, port } = socket.address();
    return { host: address, port };
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(resolve));
    await this.#intake.close();
  }

  #receive(datagram: Uint8Array): void {
    const bytes = this.#decompressed(datagram);
    if (bytes === undefined) return;
    for (let start = 0; start < bytes.length; ) {
      let end = bytes.indexOf(LINE_FEED, start);
      if (end < 0) end = bytes.length;
      if (this.#intake.isFull) this.counters.dropped++;
      else this.#intake.onMessage(bytes.subarray(start, end));
      start = end + 1;
    }
  }

  #decompressed(datagram: Uint8Array): Uint8Array | undefined {
    if (datagram[0] !== COMPRESSED || datagram[1] !== ZLIB_METHOD) return datagram;
    try {
      return inflateSync(datagram.subarray(1), { maxOutputLength: this.#intake.messageBytesMax });
    } catch {
      this.counters.rejected++;
      return undefined;
    }
  }
}
