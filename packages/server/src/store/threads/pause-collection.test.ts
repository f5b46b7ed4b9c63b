import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PauseCollection } from './pause-collection.ts';

const PAUSE_MS = 60_000;
const gc = globalThis.gc as NonNullable<typeof globalThis.gc>;
let collections = 0;

beforeEach(() => {
  vi.useFakeTimers();
  collections = 0;
  globalThis.gc = (() => {
    collections++;
  }) as typeof gc;
});

afterEach(() => {
  vi.useRealTimers();
  globalThis.gc = gc;
});

it('collects in a pause what the work before has left, and nothing where it has left little', () => {
  const collection = new PauseCollection();
  vi.advanceTimersByTime(PAUSE_MS);
  expect(collections).toBe(0);
  collection.stir();
  vi.advanceTimersByTime(PAUSE_MS);
  expect(collections).toBe(1);
  collection.stir();
  vi.advanceTimersByTime(PAUSE_MS);
  expect(collections).toBe(1);
  const held = new Uint8Array(32 << 20);
  collection.stir();
  vi.advanceTimersByTime(PAUSE_MS);
  expect(collections).toBe(2);
  expect(held.length).toBeGreaterThan(0);
});
