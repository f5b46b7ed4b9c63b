import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** The library of metrics. It is loaded when a server is made, not before: its threads start meanwhile. */
export function promClient(): typeof import('prom-client') {
  return load('prom-client') as typeof import('prom-client');
}
