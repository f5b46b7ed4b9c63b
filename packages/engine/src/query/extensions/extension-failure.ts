import { EngineError, InvalidArgumentError } from '../../errors/engine-error.ts';

/** Does something of an extension; what it throws becomes a refusal. @param what names it: `the filter luhn` @throws as `refusalOf` */
export function guarded<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refusalOf(error, what);
  }
}

/**
 * The error for what an extension has thrown. What it refuses on purpose keeps its words, also where the extension has another copy of
 * this package, or throws an error of that name without having any; of other errors it is said whose they are.
 */
export function refusalOf(error: unknown, what: string): EngineError {
  if (error instanceof EngineError) return error;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  if (name === 'InvalidArgumentError') return new InvalidArgumentError(message, { cause: error });
  const reason = name === 'Error' ? message : `${name}: ${message}`;
  return new InvalidArgumentError(`${what} of an extension has failed: ${reason}`, { cause: error });
}

/** @param value what `start` of an extension gave @throws InvalidArgumentError where it has no such function */
export function requireStarted<T>(value: T, isStarted: boolean, what: string, expected: string): T {
  if (isStarted) return value;
  throw new InvalidArgumentError(`${what} of an extension has failed: start() must give ${expected}`);
}
