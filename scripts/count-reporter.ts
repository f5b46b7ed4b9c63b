import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Prints `N passed, N failed` as the last line of a test run, in a form that programs can read.
 *
 * A file that fails outside its tests (an import, a hook) and an error that no test caught count as one failure each.
 * A run in which no test ran at all is a failure: exit code 1.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      let failedInModule = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        if (state === 'failed') failedInModule++;
      }
      failed += module.state() === 'failed' && failedInModule === 0 ? 1 : failedInModule;
    }
    if (passed + failed === 0) {
      console.error('No test ran.');
      process.exitCode = 1;
    }
    console.log(`${passed} passed, ${failed} failed`);
  }
}
