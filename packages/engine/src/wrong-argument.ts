import { nearestName } from './entry/nearest-name.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';

/** The error for a key that an object of options does not have; lists those that it has. */
export function unknownKey(what: string, key: string, known: readonly string[]): InvalidArgumentError {
  const suggestion = nearestName(key, known);
  const hint = suggestion === undefined ? '' : `did you mean '${suggestion}'? `;
  return new InvalidArgumentError(`unknown ${what} '${key}'; ${hint}Known are ${known.join(', ')}`);
}

/** The error for a value of a wrong type or out of range. */
export function wrong(key: string, expected: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`${key} must be ${expected}; got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 80 ? `${value.slice(0, 80)}…` : value}'`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : typeof value === 'symbol' ? 'a symbol' : String(value);
}
