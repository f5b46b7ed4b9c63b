import { InvalidArgumentError } from 'log-analytics-engine';
import type { z } from 'zod';

/**
 * The value that a schema makes of what a client sent.
 * @param what the name of the whole, for messages: `the body`
 * @throws InvalidArgumentError naming the first thing that is wrong, and where it stands
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? what : `${what}: ${issue.path.join('.')}`;
  throw new InvalidArgumentError(`${place}: ${issue?.message ?? 'wrong'}`);
}
