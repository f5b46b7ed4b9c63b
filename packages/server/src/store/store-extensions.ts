import type { AlertKindExtension, EngineExtension, QueryLanguage } from 'log-analytics-engine';
import { resolveEngineOptions } from 'log-analytics-engine/internals';

/** What the stores of a directory know beside what the engine has. */
export interface StoreExtensions {
  /** What queries can say. */
  readonly language: QueryLanguage;
  readonly alertKinds: readonly AlertKindExtension[];
}

/**
 * What extensions bring to stores.
 * @param indexes names of fields that get an index anyway
 * @throws InvalidArgumentError where names are taken
 */
export function storeExtensionsOf(
  extensions: readonly EngineExtension[],
  indexes: readonly string[] = [],
): StoreExtensions {
  const { language, alertKinds } = resolveEngineOptions({ extensions, indexes });
  return { language, alertKinds };
}
