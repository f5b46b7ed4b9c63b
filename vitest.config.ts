import './scripts/require-node.mjs';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { CountReporter } from './scripts/count-reporter.ts';

/** Where the tests of each part lie; `npx vitest run --project engine` runs one part. */
const PROJECTS: Record<string, string> = {
  engine: 'packages/engine/src/**/*.test.ts',
  server: 'packages/server/src/**/*.test.ts',
  cli: 'packages/cli/src/**/*.test.ts',
  examples: 'examples/**/*.test.ts',
  bench: 'bench/src/**/*.test.ts',
  repository: 'scripts/**/*.test.ts',
};

export default defineConfig({
  // Packages of the workspace are imported from their sources, so that a test never sees a stale build.
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    pool: 'forks',
    // A limit for tests that hang, not for slow machines: no test judges by the clock.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    execArgv: ['--conditions=source'],
    reporters: ['default', new CountReporter()],
    projects: Object.entries(PROJECTS).map(
      ([name, include]): TestProjectInlineConfiguration => ({ extends: true, test: { name, include: [include] } }),
    ),
  },
});
