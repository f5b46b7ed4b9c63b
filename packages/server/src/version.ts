import { readFileSync } from 'node:fs';

/** Of this package. In the sources and as built, the manifest is in the folder above. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
