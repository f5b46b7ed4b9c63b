import type { IncomingHttpHeaders } from 'node:http';
import { InvalidArgumentError } from 'log-analytics-engine';

const MESSAGE_NAME = '_msg';

/** Names of fields; some stand for all that begin with a prefix. */
export class FieldNames {
  readonly #names: ReadonlySet<string>;
  readonly #prefixes: readonly string[];

  /** @param names a `*` at the end of a name makes it a prefix */
  constructor(names: readonly string[]) {
    this.#names = new Set(names.filter((name) => !name.endsWith('*')));
    this.#prefixes = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  }

  get isEmpty(): boolean {
    return this.#names.size === 0 && this.#prefixes.length === 0;
  }

  /** The message is meant by its name, or by `*` for everything, and by no prefix: `_*` are fields of the sender. */
  has(name: string): boolean {
    if (name === MESSAGE_NAME) return this.#names.has(name) || this.#prefixes.includes('');
    return this.#names.has(name) || this.#prefixes.some((prefix) => name.startsWith(prefix));
  }
}

/** What a request says about the fields of its entries; the same for every receiver, as VictoriaLogs documents it. */
export interface IngestParameters {
  /** The first of these that has a value is the message; behind them come the names that the engine knows. */
  readonly messageFields: readonly string[];
  /** The first of these that has a value is the time; behind them come the names that the engine knows. */
  readonly timeFields: readonly string[];
  /** The labels of the stream of an entry; undefined where the request does not say. */
  readonly streamFields: readonly string[] | undefined;
  /** Left out, unless they are the time; and no labels of a stream. `_msg` is the message, whatever its name was. */
  readonly ignoreFields: FieldNames;
  /** Colours of terminals are taken out of these. */
  readonly decolorizeFields: FieldNames;
  /** Added to every entry, in place of what the entry has under these names. */
  readonly extraFields: readonly (readonly [name: string, value: string])[];
  /** Nothing is stored; the answer shows the JSON lines that would be. */
  readonly debug: boolean;
}

/** A parameter as query argument and as header. The argument wins. */
const NAMES = {
  messageFields: ['_msg_field', 'vl-msg-field'],
  timeFields: ['_time_field', 'vl-time-field'],
  streamFields: ['_stream_fields', 'vl-stream-fields'],
  ignoreFields: ['ignore_fields', 'vl-ignore-fields'],
  decolorizeFields: ['decolorize_fields', 'vl-decolorize-fields'],
  extraFields: ['extra_fields', 'vl-extra-fields'],
  debug: ['debug', 'vl-debug'],
} as const;

/** What carries parameters: the query arguments and headers of a request. */
export interface ParameterSource {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** @throws InvalidArgumentError where a parameter has a value that means nothing */
export function readIngestParameters(request: ParameterSource): IngestParameters {
  if (request.query.size === 0 && !HEADERS.some((name) => request.headers[name] !== undefined)) return NO_PARAMETERS;
  return parametersOf(request);
}

function parametersOf(request: ParameterSource): IngestParameters {
  const list = (names: readonly [string, string]): string[] => splitList(readParameter(request, names));
  const streamFields = [...new Set(list(NAMES.streamFields))];
  return {
    messageFields: list(NAMES.messageFields),
    timeFields: list(NAMES.timeFields),
    streamFields: streamFields.length === 0 ? undefined : streamFields,
    ignoreFields: new FieldNames(list(NAMES.ignoreFields)),
    decolorizeFields: new FieldNames(list(NAMES.decolorizeFields)),
    extraFields: splitList(readParameter(request, NAMES.extraFields), (one) => one.trimStart()).map(readExtraField),
    debug: readFlag(request, NAMES.debug),
  };
}

const HEADERS: readonly string[] = Object.values(NAMES).map(([, header]) => header);
const NO_PARAMETERS: IngestParameters = parametersOf({ query: new URLSearchParams(), headers: {} });

/** Whether entries are stored as they come. */
export function changesNothing(parameters: IngestParameters): boolean {
  const { messageFields, timeFields, streamFields, ignoreFields, decolorizeFields, extraFields } = parameters;
  const isPlain = ignoreFields.isEmpty && decolorizeFields.isEmpty && streamFields === undefined;
  return isPlain && messageFields.length === 0 && timeFields.length === 0 && extraFields.length === 0;
}

/** Which fields may be labels of a stream that the sender names: those that are stored as they came. */
export function labelFilter({ ignoreFields, extraFields }: IngestParameters): (name: string) => boolean {
  return (name) => !ignoreFields.has(name) && !extraFields.some(([extra]) => extra === name);
}

/** A switch that is a query argument or a header. @throws InvalidArgumentError where it is neither true nor false */
export function readFlag(request: ParameterSource, names: readonly [string, string]): boolean {
  const text = readParameter(request, names);
  if (/^(1|t|true|)$/i.test(text)) return text !== '';
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new InvalidArgumentError(`${names[0]} must be 1 or 0, not ${JSON.stringify(text)}`);
}

function readParameter({ query, headers }: ParameterSource, [argument, header]: readonly [string, string]): string {
  const value = query.get(argument);
  if (value !== null && value !== '') return value;
  return headers[header]?.toString() ?? '';
}

function splitList(text: string, trim: (one: string) => string = (one) => one.trim()): string[] {
  return text
    .split(',')
    .map(trim)
    .filter((name) => name !== '');
}

function readExtraField(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0 && equals < text.length - 1) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new InvalidArgumentError(`extra_fields must be a list of name=value, not ${JSON.stringify(text)}`);
}
