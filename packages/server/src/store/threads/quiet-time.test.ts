import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { QuietTime } from './quiet-time.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('says once that it is quiet, and again only when something has happened', () => {
  let calls = 0;
  const quiet = new QuietTime(100, () => calls++);
  vi.advanceTimersByTime(1000);
  expect(calls).toBe(0);
  for (let turn = 0; turn < 10; turn++) {
    quiet.stir();
    vi.advanceTimersByTime(50);
  }
  expect(calls).toBe(0);
  vi.advanceTimersByTime(200);
  expect(calls).toBe(1);
  vi.advanceTimersByTime(1000);
  expect(calls).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
  quiet.stir();
  vi.advanceTimersByTime(200);
  expect(calls).toBe(2);
});
