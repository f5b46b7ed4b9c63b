import type { ZodObject } from 'zod';
import type { QueryRequest } from './prepared-query.ts';

/** What an endpoint answers: JSON as a whole, or JSON lines as they come. */
export type SelectAnswer =
  | { readonly json: unknown }
  | { readonly contentType: string; readonly lines: AsyncGenerator<Uint8Array, void> };

/** An endpoint of the query API below `/select/logsql/`. */
export interface SelectEndpoint {
  readonly name: string;
  readonly summary: string;
  /** What it takes, for the documentation. */
  readonly parameters?: ZodObject;
  /** How failures are told: as text, or in the form of the API of Prometheus. */
  readonly failure: 'text' | 'prometheus';
  /** Whether it goes on until the client leaves. */
  readonly isEndless?: boolean;
  /** @throws InvalidArgumentError, QuerySyntaxError, and what the store throws */
  answer(request: QueryRequest): Promise<SelectAnswer>;
}
