import type { AlertParameters } from 'log-analytics-engine';
import { scalarOf } from './metadata-condition.ts';
import { UsageError } from './usage-error.ts';

/**
 * The parameters of a rule, of texts such as `field=country`, `least=3`, `values=["a","b"]`: values are read as those of metadata, and
 * lists as JSON.
 * @throws UsageError
 */
export function ruleParameters(texts: readonly string[], option: string): AlertParameters {
  const parameters = new Map<string, AlertParameters[string]>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`${option} must be name=value; got '${text}'`);
    const name = text.slice(0, at);
    const value = text.slice(at + 1);
    if (parameters.has(name)) throw new UsageError(`${option} is given twice for '${name}'`);
    parameters.set(name, value.startsWith('[') ? listOf(value, name, option) : scalarOf(value, option));
  }
  return Object.fromEntries(parameters);
}

/** What may stand in the list is for the engine to say. */
function listOf(text: string, name: string, option: string): AlertParameters[string] {
  try {
    return JSON.parse(text) as AlertParameters[string];
  } catch (cause) {
    throw new UsageError(`${option} of '${name}' begins with a bracket but is no JSON list: ${text}`, { cause });
  }
}
