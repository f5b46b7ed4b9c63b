import { InvalidArgumentError } from 'log-analytics-engine';

const OPERATIONS = ['index', 'create', 'update', 'delete'] as const;

export type BulkOperation = (typeof OPERATIONS)[number];

/** The first line of an item of a bulk request. */
export interface BulkAction {
  readonly operation: BulkOperation;
  readonly index: string | undefined;
  readonly id: string | undefined;
}

/**
 * @param number the line's number in the request, from 1
 * @throws InvalidArgumentError where it is no action
 */
export function parseBulkAction(line: string, number: number): BulkAction {
  const action = parseObject(line, number);
  // winston-elasticsearch leaves a key of its own beside the operation.
  const [operation, ...others] = OPERATIONS.filter((one) => Object.hasOwn(action, one));
  if (operation === undefined || others.length > 0) {
    throw malformed(number, `one of ${OPERATIONS.join(', ')}, found ${JSON.stringify(line.slice(0, 80))}`);
  }
  const given = action[operation];
  if (given !== null && typeof given !== 'object') throw malformed(number, `an object for ${operation}`);
  const details: Readonly<Record<string, unknown>> = { ...given };
  return { operation, index: textOf(details._index), id: textOf(details._id) };
}

function parseObject(line: string, number: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw malformed(number, `a JSON object, found ${JSON.stringify(line.slice(0, 80))}`, cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw malformed(number, `a JSON object, found ${JSON.stringify(line.slice(0, 80))}`);
}

function malformed(number: number, expected: string, cause?: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`Malformed action/metadata line [${number}], expected ${expected}`, { cause });
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}
