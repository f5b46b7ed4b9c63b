import { afterEach, expect, test, vi } from 'vitest';
import type { SerializedError, TestModule } from 'vitest/node';
import { CountReporter } from './count-reporter.ts';

/** The part of a finished module that the reporter reads. */
function moduleOf(state: 'passed' | 'failed', ...tests: ('passed' | 'failed' | 'skipped')[]): TestModule {
  const module = {
    state: () => state,
    children: { allTests: () => tests.map((test) => ({ result: () => ({ state: test }) })) },
  };
  return module as unknown as TestModule;
}

function lastLineOf(modules: TestModule[], errors: SerializedError[] = []): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  new CountReporter().onTestRunEnd(modules, errors);
  return String(log.mock.lastCall?.[0]);
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('passed and failed tests are counted over all modules; skipped ones are neither', () => {
  expect(lastLineOf([moduleOf('failed', 'passed', 'failed', 'skipped'), moduleOf('passed', 'passed')])).toBe(
    '2 passed, 1 failed',
  );
});

test('a module that fails outside its tests and an uncaught error count as failures', () => {
  const error: SerializedError = { message: 'late' };
  expect(lastLineOf([moduleOf('failed'), moduleOf('failed', 'passed')], [error])).toBe('1 passed, 3 failed');
});

test('a run without tests fails', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const before = process.exitCode;
  try {
    expect(lastLineOf([moduleOf('passed', 'skipped')])).toBe('0 passed, 0 failed');
    expect(process.exitCode).toBe(1);
    expect(error).toHaveBeenCalledWith('No test ran.');
  } finally {
    process.exitCode = before;
  }
});
