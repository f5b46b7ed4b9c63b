import type { IncomingMessage } from 'node:http';
import { InvalidArgumentError } from 'log-analytics-engine';
import { mediaTypeOf } from './http-received-request.ts';
import type { IdleWatch } from './idle-watch.ts';
import { RequestBody } from './request-body.ts';

export interface ApiBodyOptions {
  readonly watch: IdleWatch;
  readonly bytesMax: number;
  /** Called with the bytes that it takes before they are held; may throw. */
  readonly hold: (bytes: number) => void;
}

/**
 * The body of a request of the API: of JSON its value, of anything else its text; undefined where there is none. Integers that a
 * number cannot hold are bigints.
 * @throws InvalidArgumentError where it says that it is JSON and is not
 * @throws BodyError, LimitExceededError `bodyBytesMax`
 */
export async function readApiBody(
  request: IncomingMessage,
  { watch, bytesMax, hold }: ApiBodyOptions,
): Promise<unknown> {
  const { method, headers } = request;
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0') return undefined;
  const text = Buffer.from(await new RequestBody(request, watch).readWhole(bytesMax, hold)).toString();
  const type = mediaTypeOf(headers);
  if (type !== 'application/json' && !type.endsWith('+json')) return text;
  return parseJson(text);
}

function parseJson(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`the body is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

function exactInteger(this: unknown, _key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(context?.source ?? '')) return value;
  return BigInt(context!.source!);
}
