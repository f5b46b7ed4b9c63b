import { createRequire } from 'node:module';
import { CONFIG_ENTRIES } from './config-entries.ts';
import type { ServerConfig } from './server-config.ts';

const load = createRequire(import.meta.url);

/** The configuration as a YAML file that says the same; hashes of passwords and tokens are masked. */
export function printConfig(config: ServerConfig): string {
  const values = config as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const file: Record<string, unknown> = {};
  for (const { section, property, name, key } of CONFIG_ENTRIES) {
    const shown = key.show(values[section]![property]);
    if (section === 'general') file[name] = shown;
    else file[section] = { ...(file[section] as object | undefined), [name.slice(section.length + 1)]: shown };
  }
  const { stringify } = load('yaml') as typeof import('yaml');
  return stringify(file);
}
