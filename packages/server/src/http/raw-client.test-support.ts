import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection on which a test sends bytes as it likes. */
export class RawClient implements Disposable {
  readonly socket: Socket;
  /** All that came back. */
  received = '';
  isClosed = false;
  readonly #changed = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.received += text;
      this.#notify();
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.#notify();
    });
    socket.on('error', () => undefined);
  }

  static async connect(port: number, options: { readonly allowHalfOpen?: boolean } = {}): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', ...options });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  send(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Resolves when so many answers have begun. */
  async answers(count: number): Promise<number[]> {
    const statuses = (): number[] =>
      [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
    await this.until(() => statuses().length >= count);
    return statuses();
  }

  async closed(): Promise<void> {
    await this.until(() => this.isClosed);
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      if (this.isClosed) throw new Error(`the connection was closed after ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => this.#changed.add(resolve));
    }
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #notify(): void {
    for (const resolve of this.#changed) resolve();
    this.#changed.clear();
  }
}

/** The head of a request. */
export function head(method: string, path: string, headers: Record<string, string | number> = {}): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
