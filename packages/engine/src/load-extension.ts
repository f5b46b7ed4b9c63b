import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type EngineExtension, readExtension } from './engine-extension.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import { wrong } from './wrong-argument.ts';

const EXPORT = 'extension';
/** A module that is waiting for something for so long will not come. */
const IMPORT_MS_MAX = 30_000;

/**
 * Imports an extension module: an ES module with an export `extension`.
 *
 * @param module its path, from the working directory on, or its URL
 * @throws InvalidArgumentError where there is no such module, it cannot be imported, or its export is no extension
 * @example
 * const engine = new LogAnalyticsEngine({ directory: 'logs', extensions: [await loadExtension('./shop.mjs')] });
 */
export async function loadExtension(module: string | URL): Promise<EngineExtension> {
  const url = extensionUrl(module);
  const name = String(module);
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await inTime(import(/* @vite-ignore */ url))) as typeof exported;
  } catch (error) {
    throw new InvalidArgumentError(`extension '${name}' cannot be loaded: ${reasonOf(error, url)}`, { cause: error });
  }
  const value = exported[EXPORT];
  if (value === undefined) throw new InvalidArgumentError(`extension '${name}' ${missingExport(exported)}`);
  const extension = readExtension(value, `extension '${name}'`);
  return { ...extension, name: extension.name ?? name };
}

/**
 * The URL of an extension module, the same in every thread.
 * @param place what messages call it
 * @throws InvalidArgumentError
 */
export function extensionUrl(module: string | URL, place = 'an extension module'): string {
  if (module instanceof URL) return module.href;
  if (typeof module !== 'string' || module === '') throw wrong(place, 'the path or the URL of a module', module);
  if (isAbsolute(module)) return pathToFileURL(module).href;
  // One letter before the colon is a drive.
  return /^[a-z][a-z0-9+.-]+:/i.test(module) ? module : pathToFileURL(resolve(module)).href;
}

/** Of a module that waits for ever nothing would be heard: where there is nothing else to do, the process would end. */
async function inTime<T>(imported: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`it is still being imported after ${IMPORT_MS_MAX / 1000} s`));
  }, IMPORT_MS_MAX);
  try {
    return await Promise.race([imported, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown, url: string): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  const names = [url, ...(url.startsWith('file:') ? [fileURLToPath(url)] : [])];
  if (names.some((each) => message.startsWith(`Cannot find module '${each}'`))) return `there is no such file: ${url}`;
  // Who imports it is no news.
  const reason = message.replace(` imported from ${fileURLToPath(import.meta.url)}`, '');
  return name === 'Error' ? reason : `${name}: ${reason}`;
}

function missingExport(exported: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(exported);
  const others = names.length === 0 ? 'exports nothing' : `exports ${names.join(', ')}`;
  return `has no export '${EXPORT}', as in: export const ${EXPORT} = { filters: […] }; it ${others}`;
}
