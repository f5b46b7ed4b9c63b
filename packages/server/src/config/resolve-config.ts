import { InvalidArgumentError } from 'log-analytics-engine';
import type { z } from 'zod';
import { checkConfig } from './check-config.ts';
import { CONFIG_ENTRIES, type ConfigEntry } from './config-entries.ts';
import { readEnvironment } from './config-environment.ts';
import { readConfigFile } from './config-file.ts';
import { parseFlags } from './config-flags.ts';
import type { ServerConfig } from './server-config.ts';

/** Where a configuration comes from; of a key that is given several times, the first of these counts. */
export interface ConfigSources {
  /** Flags as on a command line: `['--port', '80']`. */
  readonly argv?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The path of a YAML file. */
  readonly file?: string | undefined;
}

/**
 * The configuration: flags before variables before the file before the defaults.
 * @throws InvalidArgumentError for an unknown key, with the nearest known one; for a value that is not possible, with what was
 * expected and where it stands; for values that do not go together
 */
export function resolveConfig({ argv = [], env = {}, file }: ConfigSources = {}): ServerConfig {
  const flags = parseFlags(argv);
  const variables = readEnvironment(env);
  const inFile = file === undefined ? new Map<ConfigEntry, unknown>() : readConfigFile(file);
  const config: Record<string, Record<string, unknown>> = {};
  for (const entry of CONFIG_ENTRIES) {
    config[entry.section] ??= {};
    config[entry.section]![entry.property] = chosen(entry);
  }
  return checkConfig(config as unknown as ServerConfig);

  function chosen(entry: ConfigEntry): unknown {
    if (flags.has(entry)) return readValue(entry, flags.get(entry), entry.flag);
    if (variables.has(entry)) return readValue(entry, variables.get(entry), entry.variable);
    if (inFile.has(entry)) return readValue(entry, inFile.get(entry), `${file}: ${entry.name}`);
    return entry.key.fallback;
  }
}

function readValue({ key }: ConfigEntry, value: unknown, where: string): unknown {
  const result = key.schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidArgumentError(`${where} must be ${key.expected}; ${problemOf(result.error, value)}`);
}

/** What is wrong within a structure, with its place; of a plain value, the value. The values of structures may be secret. */
function problemOf({ issues }: z.ZodError, value: unknown): string {
  const issue = issues[0];
  if (issue !== undefined && issue.path.length > 0) return `${issue.path.join('.')}: ${issue.message}`;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  if (typeof value === 'object' || text.length > 80) return 'it has another form';
  return `got ${JSON.stringify(value)}`;
}
