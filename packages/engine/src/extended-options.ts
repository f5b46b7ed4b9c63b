import type { AlertKindExtension } from './alerting/alert-kind-extension.ts';
import { AlertKinds } from './alerting/alert-kinds.ts';
import { type EngineExtension, placeIn } from './engine-extension.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import { indexesOf } from './index-options.ts';
import type { FieldIndex } from './indexes/field-index.ts';
import { QueryLanguage } from './query/query-language.ts';

/** The indexes with those of the extensions. @throws InvalidArgumentError where one is wrong, or there is one of its kind already */
export function extendedIndexes(
  own: readonly (string | FieldIndex)[],
  extensions: readonly EngineExtension[],
): readonly (string | FieldIndex)[] {
  return extensions.reduce(
    (before, extension, i) => indexesOf(extension.indexes ?? [], `${placeIn(extension, i)}.indexes`, before),
    own,
  );
}

/**
 * The language with the operators of the extensions.
 * @param given another's language, which is left as it is
 * @throws InvalidArgumentError where a name is none or taken, or operators would be added to a language that was given
 */
export function extendedLanguage(
  given: QueryLanguage | undefined,
  extensions: readonly EngineExtension[],
): QueryLanguage {
  const language = given ?? new QueryLanguage();
  for (const [i, extension] of extensions.entries()) {
    const { filters = [], pipes = [], stats = [] } = extension;
    const place = placeIn(extension, i);
    if (given !== undefined && filters.length + pipes.length + stats.length > 0) {
      throw new InvalidArgumentError(
        `${place} has operators, and language is given: register them with that language, or leave it out`,
      );
    }
    for (const filter of filters) placed(`${place}.filters`, () => language.registerFilter(filter));
    for (const pipe of pipes) placed(`${place}.pipes`, () => language.registerPipe(pipe));
    for (const each of stats) placed(`${place}.stats`, () => language.registerStatsFunction(each));
  }
  return language;
}

/** The kinds with those of the extensions. @throws InvalidArgumentError where a name is none, or taken */
export function extendedAlertKinds(
  own: readonly AlertKindExtension[],
  extensions: readonly EngineExtension[],
): readonly AlertKindExtension[] {
  new AlertKinds(own);
  let kinds = own;
  for (const [i, extension] of extensions.entries()) {
    kinds = [...kinds, ...(extension.alertKinds ?? [])];
    placed(`${placeIn(extension, i)}.alertKinds`, () => new AlertKinds(kinds));
  }
  return kinds;
}

function placed(place: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new InvalidArgumentError(`${place}: ${error.message}`, { cause: error });
  }
}
