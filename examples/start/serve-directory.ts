import { resolveConfig, serve, stopOnSignals } from 'log-analytics-server';
import { aside } from '../page.ts';
import { printServed } from './next-steps.ts';

/** Serves the directory until it is interrupted. The variables of the server's configuration count: `LOG_ANALYTICS_PORT=4281 npm start`. */
export async function serveDirectory(directory: string, shown: string): Promise<void> {
  const env = { LOG_ANALYTICS_LOG_LEVEL: 'warn', ...process.env, LOG_ANALYTICS_DATA: directory };
  const server = await serve(resolveConfig({ env }));
  printServed(shown, server.url);
  await stopOnSignals(server, () => console.log(aside('\n  Stopping …')));
  console.log(aside('  Stopped: all that was acknowledged is stored.'));
}
