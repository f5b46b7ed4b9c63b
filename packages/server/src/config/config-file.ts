import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { InvalidArgumentError } from 'log-analytics-engine';
import type { Document } from 'yaml';
import { CONFIG_ENTRIES, CONFIG_SECTIONS, type ConfigEntry } from './config-entries.ts';
import { unknownName } from './nearest-name.ts';

const load = createRequire(import.meta.url);
/** A longer file is none of ours. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/**
 * The values of a YAML file, by key.
 * @throws InvalidArgumentError where the file cannot be read, is no YAML, or has a key that is not known
 */
export function readConfigFile(path: string): Map<ConfigEntry, unknown> {
  return parseConfigText(readText(path), path);
}

/** As `readConfigFile`, for the text of a file. @param path what it is called in messages */
export function parseConfigText(text: string, path: string): Map<ConfigEntry, unknown> {
  // Most servers have no file, and start sooner without this.
  const { LineCounter, parseDocument } = load('yaml') as typeof import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) throw new InvalidArgumentError(`${path} is no YAML: ${problem.message}`);
  const root = valueOfDocument(document, path);
  const values = new Map<ConfigEntry, unknown>();
  if (root === null || root === undefined) return values;
  for (const [name, value] of Object.entries(mapOf(root, path, 'the file'))) {
    if (CONFIG_SECTIONS.includes(name)) {
      if (value === null) continue;
      for (const [own, inner] of Object.entries(mapOf(value, path, name))) take(`${name}.${own}`, inner);
    } else {
      take(name, value);
    }
  }
  return values;

  function take(name: string, value: unknown): void {
    const entry = CONFIG_ENTRIES.find((each) => each.name === name);
    if (entry === undefined) throw unknownName(`${path}: unknown key`, name, namesNear(name));
    if (value !== null) values.set(entry, value);
  }
}

function valueOfDocument(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new InvalidArgumentError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** The names that stand where an unknown one stands come first: the section's own keys, or those of the top. */
function namesNear(name: string): string[] {
  const names = CONFIG_ENTRIES.map((entry) => entry.name);
  const section = name.includes('.') ? `${name.split('.')[0]}.` : undefined;
  if (section !== undefined) return names.filter((each) => each.startsWith(section));
  return [...names.filter((each) => !each.includes('.')), ...CONFIG_SECTIONS];
}

function mapOf(value: unknown, path: string, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new InvalidArgumentError(`${path}: ${what} must be a map of keys to values`);
}

function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InvalidArgumentError(`the configuration file cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (bytes.length > FILE_BYTES_MAX) {
    throw new InvalidArgumentError(`${path} is no configuration file: it has more than ${FILE_BYTES_MAX} bytes`);
  }
  return bytes.toString();
}
