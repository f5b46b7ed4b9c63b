import type { ConfigKey } from './config-key.ts';
import { CONFIG_KEYS } from './config-keys.ts';

/** A key of the configuration with the names it goes by. */
export interface ConfigEntry {
  readonly section: string;
  /** The property of the section in `ServerConfig`. */
  readonly property: string;
  /** Its name in a file and in messages, such as `query.timeout`; that of a key of the section `general` is without the section. */
  readonly name: string;
  /** Such as `--query-timeout`. */
  readonly flag: string;
  /** Such as `LOG_ANALYTICS_QUERY_TIMEOUT`. */
  readonly variable: string;
  readonly key: ConfigKey<unknown>;
}

export const VARIABLE_PREFIX = 'LOG_ANALYTICS_';

/** Every key, in the order in which they are documented. */
export const CONFIG_ENTRIES: readonly ConfigEntry[] = Object.entries(CONFIG_KEYS).flatMap(([section, keys]) =>
  Object.entries(keys as Readonly<Record<string, ConfigKey<unknown>>>).map(([property, key]) =>
    entryOf(section, property, key),
  ),
);

/** The maps that a file may have, by name. */
export const CONFIG_SECTIONS: readonly string[] = Object.keys(CONFIG_KEYS).filter((section) => section !== 'general');

function entryOf(section: string, property: string, key: ConfigKey<unknown>): ConfigEntry {
  // Values of time have their unit in their text, so that the name needs none.
  const own = property.replace(/Ms$/, '');
  const name = section === 'general' ? own : `${section}.${own}`;
  const words = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('.', '-');
  return {
    section,
    property,
    name,
    flag: `--${key.isRepeated === true ? words.replace(/s$/, '') : words}`,
    variable: VARIABLE_PREFIX + words.replaceAll('-', '_').toUpperCase(),
    key,
  };
}
