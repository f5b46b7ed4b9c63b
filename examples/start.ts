import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { showFirstRun, takeSampleIn } from './start/first-run.ts';
import { showLaterRun } from './start/later-run.ts';
import { printNextSteps } from './start/next-steps.ts';
import { serveDirectory } from './start/serve-directory.ts';

// `npm start`: what the engine does, on genuine log lines of 20 systems.
//
// The first run takes the lines in, with alert rules watching, and asks three questions. The data stays in ./data, so that
// a later run finds it. Then the directory is served until Ctrl-C; `npm start -- --once` ends in place of that.
// Another directory can be given as an argument.

const { values, positionals } = parseArgs({ options: { once: { type: 'boolean' } }, allowPositionals: true });
const directory = positionals[0] ?? fileURLToPath(new URL('../data', import.meta.url));
const shown = relative(process.cwd(), directory) || '.';

await showDirectory();
if (values.once === true) printNextSteps(shown);
else await serveDirectory(directory, shown);

async function showDirectory(): Promise<void> {
  const openedMs = performance.now();
  let engine = new LogAnalyticsEngine({ directory });
  try {
    const openMs = performance.now() - openedMs;
    if (engine.countLogs() > 0) {
      showLaterRun(engine, shown, openMs);
    } else {
      const report = await takeSampleIn(engine);
      // Closing seals the data: with its indexes it is in the form in which every later run finds it.
      engine.close();
      engine = new LogAnalyticsEngine({ directory });
      showFirstRun(engine, report, shown);
    }
  } finally {
    engine.close();
  }
}
