import { CONFIG_ENTRIES, type ConfigEntry, VARIABLE_PREFIX } from './config-entries.ts';
import { unknownName } from './nearest-name.ts';

/** Variables of the same prefix that others read: the address for commands that ask a server, the configuration file. */
const FOREIGN: readonly string[] = ['URL', 'TOKEN', 'USER', 'TENANT', 'CONFIG'].map((name) => VARIABLE_PREFIX + name);

/** Kubernetes sets these for a service that is called log-analytics, whatever the program in the pod thinks of it. */
const FROM_KUBERNETES =
  /^LOG_ANALYTICS_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT_\d+_(?:TCP|UDP)(?:_(?:ADDR|PORT|PROTO))?)$/;

/**
 * The values of the variables `LOG_ANALYTICS_…`; an empty one is absent.
 * @throws InvalidArgumentError for one that is not known
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Map<ConfigEntry, string> {
  const values = new Map<ConfigEntry, string>();
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(VARIABLE_PREFIX) || value === undefined || value === '') continue;
    if (FOREIGN.includes(name) || FROM_KUBERNETES.test(name)) continue;
    const entry = CONFIG_ENTRIES.find((each) => each.variable === name);
    if (entry === undefined)
      throw unknownName(
        'unknown variable',
        name,
        CONFIG_ENTRIES.map((each) => each.variable),
      );
    if (entry.name === 'port' && /^tcp:\/\//.test(value)) continue;
    values.set(entry, value);
  }
  return values;
}
