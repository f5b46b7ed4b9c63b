import type { IncomingHttpHeaders } from 'node:http';
import type { ReceiverContext } from './receiver.ts';

/** Takes the entries of one protocol in on a port of its own. */
export interface Listener {
  /** Its name in metrics and logs: `syslog_udp`. */
  readonly name: string;
  readonly counters: ListenerCounters;
  /** Begins to listen. @returns the address. @throws InvalidArgumentError where it cannot be listened on */
  start(): Promise<ListenerAddress>;
  /** Ends all connections, and resolves when what came over them is stored or counted as dropped. */
  close(): Promise<void>;
}

export interface ListenerAddress {
  readonly host: string;
  readonly port: number;
}

/** Since the listener was made. */
export interface ListenerCounters {
  /** Connections that are open; 0 where the protocol has none. */
  connections: number;
  /** Messages that came in whole, and their bytes. */
  messages: number;
  bytes: number;
  /** Messages that were refused: too long, or no message at all. */
  rejected: number;
  /** Messages that were lost because the store did not take them in time. */
  dropped: number;
  /** Connections that were ended because what came over them cannot be read. */
  broken: number;
}

export function emptyCounters(): ListenerCounters {
  return { connections: 0, messages: 0, bytes: 0, rejected: 0, dropped: 0, broken: 0 };
}

/** What a listener needs of the server. */
export interface ListenerServices {
  /**
   * What to store entries with.
   * @param tenant as the configuration of the listener says; undefined where the request decides
   * @param headers of the request, with its credential, where the protocol has such
   * @throws UnauthenticatedError, ForbiddenError; what `ReceiverContext.store` throws
   */
  contextOf(source: {
    readonly listener: string;
    readonly tenant: string | undefined;
    readonly headers: IncomingHttpHeaders | undefined;
    /** What is sent, where that is one message. */
    readonly body?: Uint8Array;
  }): Promise<ReceiverContext>;
  /** Told of what goes wrong, for the server's log. */
  onProblem(listener: string, message: string, error: unknown): void;
}
