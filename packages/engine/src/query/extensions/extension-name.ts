import { InvalidArgumentError } from '../../errors/engine-error.ts';
import type { SyntaxHelp } from '../../logsql/syntax-entry.ts';
import type { SyntaxRegistry } from '../../logsql/syntax-registry.ts';

/** What an operator of an extension says of itself; completion and `help` show it. */
export interface ExtensionHelp {
  /** In one line, with `[…]` for what may be left out, such as `luhn()`. */
  readonly syntax?: string | undefined;
  readonly description?: string | undefined;
  /** A whole query. */
  readonly example?: string | undefined;
}

const NAME = /^[a-z_][a-z0-9_]*$/;
/** Words that mean something of their own wherever an operator can stand. */
const RESERVED: ReadonlySet<string> = new Set(['and', 'as', 'by', 'if', 'not', 'now', 'offset', 'or', 'options']);

/**
 * A name for an operator that is none yet: a name stands once over filters, pipes and stats functions, so that a query
 * means one thing wherever it stands.
 * @throws InvalidArgumentError where it is no name in lower case, or taken
 */
export function requireFreeName(name: string, family: string, registry: SyntaxRegistry): void {
  if (typeof name !== 'string' || !NAME.test(name))
    throw new InvalidArgumentError(
      `the name of a ${family} must be lower-case letters, digits and _; got '${String(name)}'`,
    );
  if (RESERVED.has(name)) throw new InvalidArgumentError(`'${name}' is a word of LogsQL and cannot name a ${family}`);
  const taken = [
    ['filter', registry.filters],
    ['filter of a field', registry.fieldFilters],
    ['pipe', registry.pipes],
    ['stats function', registry.statsFunctions],
  ] as const;
  for (const [other, names] of taken) {
    if (names.has(name)) throw new InvalidArgumentError(`there is a ${other} with the name ${name} already`);
  }
}

/** The help of an extension, with what it did not say filled in. */
export function helpOf(given: ExtensionHelp | undefined, syntax: string, example: string, family: string): SyntaxHelp {
  return {
    syntax: given?.syntax ?? syntax,
    description: given?.description ?? `a ${family} of an extension`,
    example: given?.example ?? example,
  };
}
