import Fastify, { type FastifyInstance } from 'fastify';
import { ANYBODY } from '../http/principal.ts';
import type { LogStore } from '../store/log-store.ts';
import { type SelectSettings, selectRoutes } from './select-routes.ts';

/** A server of the query API alone, on a port that is free. */
export class SelectServer implements AsyncDisposable {
  readonly url: string;
  readonly #app: FastifyInstance;

  private constructor(app: FastifyInstance, url: string) {
    this.#app = app;
    this.url = url;
  }

  static async start(store: LogStore, settings: Partial<SelectSettings> = {}): Promise<SelectServer> {
    const app = Fastify({ forceCloseConnections: true });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    const all = { queryTimeoutMs: 30_000, clock: Date.now, ...settings };
    for (const { method, path, handle } of selectRoutes(all)) {
      app.route({
        method,
        url: path,
        handler: async (request, reply) => {
          const left = new AbortController();
          reply.raw.once('close', () => left.abort());
          const reopen = async (): Promise<LogStore> => store;
          const { signal } = left;
          return await handle(request, reply, { tenant: 'default', principal: ANYBODY, store, reopen, signal });
        },
      });
    }
    return new SelectServer(app, await app.listen({ host: '127.0.0.1', port: 0 }));
  }

  async get(endpoint: string, args: Record<string, string | readonly string[]>): Promise<Response> {
    return await fetch(`${this.url}/select/logsql/${endpoint}?${encoded(args)}`);
  }

  async post(endpoint: string, args: Record<string, string | readonly string[]>): Promise<Response> {
    return await fetch(`${this.url}/select/logsql/${endpoint}`, { method: 'POST', body: encoded(args) });
  }

  /** The answer as JSON. @throws AssertionError with the text of another answer than 200 */
  async json(endpoint: string, args: Record<string, string | readonly string[]>): Promise<unknown> {
    const response = await this.get(endpoint, args);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
    return JSON.parse(text);
  }

  async lines(endpoint: string, args: Record<string, string | readonly string[]>): Promise<Record<string, string>[]> {
    const response = await this.post(endpoint, args);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, string>);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app.close();
  }
}

function encoded(args: Record<string, string | readonly string[]>): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args))
    for (const each of [value].flat()) form.append(name, each as string);
  return form;
}
