import { InvalidArgumentError } from 'log-analytics-engine';
import { CONFIG_ENTRIES, type ConfigEntry } from './config-entries.ts';
import { unknownName } from './nearest-name.ts';

/** A flag of the command line, as a command shows it in its help. */
export interface ConfigFlag {
  /** Such as `--query-timeout`. */
  readonly flag: string;
  /** Such as `<duration>`; undefined where the flag alone says it. */
  readonly placeholder: string | undefined;
  readonly about: string;
  readonly fallback: string;
  readonly variable: string;
  readonly section: string;
}

/** The flags of all keys, in the order of their documentation. */
export function configFlags(): ConfigFlag[] {
  return CONFIG_ENTRIES.map(({ flag, variable, section, key: { about, placeholder, fallback, show } }) => {
    const shown = show(fallback);
    return {
      flag,
      placeholder,
      about,
      fallback: typeof shown === 'string' ? shown : JSON.stringify(shown),
      variable,
      section,
    };
  });
}

/**
 * The values of flags: `--port 80`, `--port=80`, `--insecure`. What is given twice counts the last time, but for flags that are
 * meant to be given several times, whose values are all in a list.
 * @throws InvalidArgumentError for a flag that is not known, one without its value, and what is no flag
 */
export function parseFlags(argv: readonly string[]): Map<ConfigEntry, string | readonly string[]> {
  const values = new Map<ConfigEntry, string | readonly string[]>();
  const add = (entry: ConfigEntry, value: string): void => {
    values.set(entry, entry.key.isRepeated === true ? [...(values.get(entry) ?? []), value] : value);
  };
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (!word.startsWith('--')) throw new InvalidArgumentError(`'${word}' is no flag`);
    const [flag, ...rest] = word.split('=') as [string, ...string[]];
    const entry = CONFIG_ENTRIES.find((each) => each.flag === flag);
    if (entry === undefined)
      throw unknownName(
        'unknown flag',
        flag,
        CONFIG_ENTRIES.map((each) => each.flag),
      );
    if (rest.length > 0) add(entry, rest.join('='));
    else if (entry.key.placeholder === undefined) add(entry, 'true');
    else {
      const value = argv[++index];
      if (value === undefined) throw new InvalidArgumentError(`${flag} must be ${entry.key.expected}; got nothing`);
      add(entry, value);
    }
  }
  return values;
}
