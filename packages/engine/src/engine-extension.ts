import type { AlertKindExtension } from './alerting/alert-kind-extension.ts';
import type { FieldIndex } from './indexes/field-index.ts';
import type { FilterExtension } from './query/extensions/filter-extension.ts';
import type { PipeExtension } from './query/extensions/pipe-extension.ts';
import type { StatsFunctionExtension } from './query/extensions/stats-function-extension.ts';
import { unknownKey, wrong } from './wrong-argument.ts';

/**
 * Everything that somebody adds to an engine, in one object: `new LogAnalyticsEngine({ extensions: [extension] })`. Exported as
 * `extension` by an ES module it goes wherever functions cannot, into the threads of a server and into the command: see
 * `loadExtension`.
 *
 * @example
 * export const extension: EngineExtension = { filters: [luhn], pipes: [mask], stats: [geoMean], alertKinds: [distinct] };
 */
export interface EngineExtension {
  /** What messages call it; the module that it came from, unless given. */
  readonly name?: string | undefined;
  /** As for `registerFilter`. */
  readonly filters?: readonly FilterExtension[] | undefined;
  /** As for `registerPipe`. */
  readonly pipes?: readonly PipeExtension[] | undefined;
  /** As for `registerStatsFunction`. */
  readonly stats?: readonly StatsFunctionExtension[] | undefined;
  /** As the option `indexes`: names of fields, and indexes of your own making. */
  readonly indexes?: readonly (string | FieldIndex)[] | undefined;
  /** As the option `alertKinds`. */
  readonly alertKinds?: readonly AlertKindExtension[] | undefined;
}

/** What each part of a list must have as functions; the names of indexes are checked with their fields. */
const METHODS: Readonly<Record<'filters' | 'pipes' | 'stats' | 'alertKinds', readonly string[]>> = {
  filters: ['start'],
  pipes: ['start'],
  stats: ['initial', 'add', 'result'],
  alertKinds: ['start'],
};
const OPTIONAL_METHODS: readonly string[] = ['merge', 'memoryBytes', 'check'];
const KEYS: readonly string[] = ['name', ...Object.keys(METHODS), 'indexes'];

/**
 * Checks the form of an extension; whether its names are free is up to the engine that it is given to.
 * @param place what messages call it
 * @throws InvalidArgumentError naming what is wrong, and where
 */
export function readExtension(value: unknown, place: string): EngineExtension {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(place, 'an object such as { filters: […], pipes: […] }', value);
  }
  for (const key of Object.keys(value)) if (!KEYS.includes(key)) throw unknownKey(`key of ${place}`, key, KEYS);
  const extension = value as Readonly<Record<string, unknown>>;
  if (extension.name !== undefined && typeof extension.name !== 'string') {
    throw wrong(`${place}.name`, 'a text', extension.name);
  }
  for (const [key, methods] of Object.entries(METHODS)) {
    if (extension[key] !== undefined) checkList(extension[key], `${place}.${key}`, methods);
  }
  return value as EngineExtension;
}

/** What messages call the part of an extension that was given at some place of a list. */
export function placeIn({ name }: EngineExtension, index: number): string {
  return name === undefined ? `extensions[${index}]` : `extension '${name}'`;
}

function checkList(value: unknown, place: string, methods: readonly string[]): void {
  if (!Array.isArray(value)) throw wrong(place, 'a list', value);
  value.forEach((part: unknown, i) => {
    const needed = [...methods.map((method) => `${method}()`)].join(', ');
    if (typeof part !== 'object' || part === null)
      throw wrong(`${place}[${i}]`, `an object with a name and ${needed}`, part);
    const members = part as Readonly<Record<string, unknown>>;
    if (typeof members.name !== 'string') throw wrong(`${place}[${i}].name`, 'a text', members.name);
    for (const method of [...methods, ...OPTIONAL_METHODS.filter((each) => members[each] !== undefined)]) {
      if (typeof members[method] !== 'function') throw wrong(`${place}[${i}].${method}`, 'a function', members[method]);
    }
  });
}
