import * as storage from 'log-analytics-engine/internals/storage';
import { WorkerLostError } from '../../errors/server-error.ts';

/** An error on its way to another thread: posting one as it is would lose its class. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** What it has beside these: its code, and what callers read of it. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly cause: ErrorMessage | undefined;
}

/** What threads throw on purpose, by name. */
const CLASSES: ReadonlyMap<string, { readonly prototype: object }> = new Map(
  [...Object.values(storage), WorkerLostError]
    .filter(
      (each) =>
        typeof each === 'function' &&
        (each === storage.EngineError || each === WorkerLostError || each.prototype instanceof storage.EngineError),
    )
    .map((each) => [(each as { readonly name: string }).name, each as { readonly prototype: object }]),
);

export function messageOfError(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error), stack: undefined, properties: {}, cause: undefined };
  }
  const { name, message, stack, cause } = error;
  const properties = Object.fromEntries(Object.entries(error).filter(([, value]) => isPlain(value)));
  return { name, message, stack, properties, cause: cause === undefined ? undefined : messageOfError(cause) };
}

/** The error again, of the class that it had where that is one of the engine's. */
export function errorOfMessage({ name, message, stack, properties, cause }: ErrorMessage): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: errorOfMessage(cause) });
  Object.assign(error, properties);
  if (stack !== undefined) error.stack = stack;
  const known = CLASSES.get(name);
  if (known !== undefined) Object.setPrototypeOf(error, known.prototype);
  return error;
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value)
    ? value.every(isPlain)
    : typeof value !== 'function' && (typeof value !== 'object' || value === null);
}
