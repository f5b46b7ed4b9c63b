import { enableCompileCache } from 'node:module';

// The code compiled by one run is there for the next: a command starts in half the time.
enableCompileCache();
// A reader that goes away, such as `| head`, is no error; whoever writes through a Terminal stops then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
const { runCommandLine } = await import('./run-command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2), process);
