import { CommandFailedError, UsageError } from '../usage-error.ts';

/** How a server is reached. */
export interface ServerAccess {
  /** Its address, such as `http://127.0.0.1:4280`. */
  readonly url: string;
  /** `name:password`. */
  readonly user?: string | undefined;
  readonly token?: string | undefined;
  readonly tenant?: string | undefined;
}

export interface ServerRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, JSON lines. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const WRONG_REQUEST: ReadonlySet<number> = new Set([400, 422]);

/** The server did not do what it was asked for. */
export class ServerRefusal extends CommandFailedError {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, status: number, retryAfterSeconds: number | undefined) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Sends requests to a server and tells its refusals as errors of the command. */
export class ServerClient {
  readonly url: string;
  /** The tenant that is asked about; undefined for that of the credential. */
  readonly tenant: string | undefined;
  readonly #headers: Record<string, string>;

  /** @throws UsageError where the address is none, or there are two kinds of credentials */
  constructor({ url, user, token, tenant }: ServerAccess) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new UsageError(`--url must be an address such as http://127.0.0.1:4280; got '${url}'`);
    }
    if (user !== undefined && token !== undefined) throw new UsageError('give --user or --token, not both');
    this.tenant = tenant;
    this.url = url.replace(/\/+$/, '');
    this.#headers = {
      ...(user !== undefined && { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(tenant !== undefined && { 'x-scope-orgid': tenant }),
    };
  }

  /** The answer to a request; its body is still to be read. @throws CommandFailedError, UsageError with what the server says */
  async send(path: string, request: ServerRequest = {}): Promise<Response> {
    const { method = 'GET', query = {}, signal } = request;
    const search = new URLSearchParams(query).toString();
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}${search === '' ? '' : `?${search}`}`, {
        method,
        headers: { ...this.#headers, ...contentType(request), ...request.headers },
        ...bodyOf(request),
        ...(signal !== undefined && { signal }),
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new CommandFailedError(`the server at ${this.url} cannot be reached: ${reasonOf(error)}`, { cause: error });
    }
    if (response.ok) return response;
    const said = messageOf(await response.text());
    if (WRONG_REQUEST.has(response.status)) throw new UsageError(said);
    throw new ServerRefusal(
      `the server at ${this.url} answered ${response.status}: ${said}`,
      response.status,
      Number(response.headers.get('retry-after')) || undefined,
    );
  }

  /** The JSON of an answer. @throws as `send` */
  async json(path: string, request: ServerRequest = {}): Promise<unknown> {
    return (await (await this.send(path, request)).json()) as unknown;
  }
}

/** The lines of an answer, without line ends, some at a time. @throws CommandFailedError where it is cut short */
export async function* linesOf(response: Response): AsyncGenerator<readonly string[], void> {
  let rest = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw new CommandFailedError(`the answer of the server was cut short: ${reasonOf(error)}`, { cause: error });
  }
  if (rest !== '') yield [rest];
}

function contentType({ form, json, body }: ServerRequest): Record<string, string> {
  if (form !== undefined) return { 'content-type': 'application/x-www-form-urlencoded' };
  if (json !== undefined) return { 'content-type': 'application/json' };
  return body === undefined ? {} : { 'content-type': 'application/x-ndjson' };
}

function bodyOf({ form, json, body }: ServerRequest): RequestInit {
  if (form !== undefined) return { body: new URLSearchParams(form).toString() };
  if (json !== undefined) return { body: JSON.stringify(json) };
  if (body === undefined) return {};
  if (body instanceof Uint8Array) return { body: body as Uint8Array<ArrayBuffer> };
  return { body: ReadableStream.from(body), duplex: 'half' } as RequestInit;
}

/** The message of an error in JSON, or its plain text. */
function messageOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: string | { message?: string } };
    const message = typeof error === 'string' ? error : error?.message;
    if (message !== undefined) return message;
  } catch {
    // It is plain text.
  }
  return text.trim() === '' ? 'nothing more' : text.trim();
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
