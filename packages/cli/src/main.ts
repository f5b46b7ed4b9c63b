import { enableCompileCache } from 'node:module';

// The code compiled by one run is there for the next: a command starts in half the time.
enableCompileCache();
const { runCommandLine } = await import('./run-command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2), process);
