import { InvalidArgumentError } from 'log-analytics-engine';
import type { z } from 'zod';

/**
 * The value that a schema makes of what a client sent.
 * @param what the name of the whole, for messages: `the body`
 * @throws InvalidArgumentError naming the first thing that is wrong, and where it stands
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? what : `${what}: ${issue.path.join('.')}`;
  throw new InvalidArgumentError(`${place}${issue === undefined ? ' is wrong' : sentenceOf(issue)}`);
}

const NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return ` has an unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  }
  if (issue.code !== 'invalid_type') return `: ${issue.message}`;
  if (issue.input === undefined) return ' is missing';
  const { expected, input } = issue;
  // A body that does not say that it is JSON is a text.
  const isText = typeof input === 'string' && issue.path.length === 0;
  const hint = isText ? '; send it as JSON, with Content-Type: application/json' : '';
  return ` must be ${NAMES[expected] ?? expected}; got ${described(input)}${hint}`;
}

function described(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
