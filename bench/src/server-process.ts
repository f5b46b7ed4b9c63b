import { cpuUsage, stdout } from 'node:process';
import { resolveConfig, serve, tuneProcess } from 'log-analytics-server';

// A server in a process of its own, whose processor time is its alone: `node server-process.ts DIRECTORY [FLAG…]`. It writes its address;
// on SIGTERM it stops and writes the seconds of processor time of all its threads.
const [directory, ...flags] = process.argv.slice(2);
const config = resolveConfig({ argv: ['--port', '0', '--data', directory!, '--log-level', 'warn', ...flags] });
tuneProcess();
const server = await serve(config);
stdout.write(`${server.url}\n`);
process.once('SIGTERM', async () => {
  await server.stop();
  const { user, system } = cpuUsage();
  stdout.write(`${(user + system) / 1e6}\n`);
});
