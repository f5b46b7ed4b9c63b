import type { Block } from '../segments/block.ts';
import type { MemoryVfs } from './memory-vfs.ts';
import { Store } from './store.ts';
import type { StoreLimits } from './store-limits.ts';
import type { StoreOptions, StoreProblem } from './store-options.ts';
import type { Vfs } from './vfs.ts';

/** Small enough that a few dozen rows go through everything that millions do. */
export const SMALL_LIMITS: Partial<StoreLimits> = {
  headRows: 24,
  headBytes: 8192,
  blockRows: 40,
  blockBytes: 16_384,
  segmentBytes: 20_000,
  logBytes: 3000,
  groupBytes: 512,
  reserveBytes: 512,
};

/** A clock that is moved by hand. */
export class TestClock {
  nowMs: number = Date.UTC(2026, 2, 2, 12);
  readonly read = (): number => this.nowMs;
}

export interface TestStore {
  readonly store: Store;
  readonly problems: StoreProblem[];
}

/** A store with small limits and without a timer, and the problems it reports. */
export function openTestStore(vfs: Vfs, options: Partial<StoreOptions> = {}): TestStore {
  const problems: StoreProblem[] = [];
  const store = Store.open({
    vfs,
    usesTimer: false,
    freeBytesMin: 0,
    limits: SMALL_LIMITS,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  return { store, problems };
}

/** Starts on what a killed process left. */
export function reopenCopy(vfs: MemoryVfs, options: Partial<StoreOptions> = {}): TestStore {
  return openTestStore(vfs.copy(), options);
}

export interface TestRow {
  readonly sequence: number;
  readonly json: string;
}

/** The rows to be seen, in the order of their sequence numbers. */
export function rowsOf(
  store: Store,
  startMs: number = Number.NEGATIVE_INFINITY,
  endMs: number = Number.POSITIVE_INFINITY,
): TestRow[] {
  return rowsOfBlocks(store.blocks(startMs, endMs));
}

export function rowsOfBlocks(blocks: Iterable<Block>): TestRow[] {
  const rows: TestRow[] = [];
  for (const block of blocks) {
    for (let row = 0; row < block.rowCount; row++) {
      if (block.deleted?.has(row) !== true) rows.push({ sequence: block.sequenceOf(row), json: block.json(row) });
    }
  }
  return rows.sort((a, b) => a.sequence - b.sequence);
}

export function textsOf(store: Store): string[] {
  return rowsOf(store).map(({ json }) => json);
}

/** A row that is told from every other by its number. */
export function testRow(number: number): string {
  const timestamp = new Date(Date.UTC(2026, 2, 2) + number * 977).toISOString();
  const level = ['INFO', 'WARN', 'ERROR'][number % 3];
  return JSON.stringify({ timestamp, level, source: `s${number % 5}`, message: `row ${number} took ${number * 7} ms` });
}

/** The number of a row made by `testRow`. */
export function numberOf(json: string): number {
  return Number(/row (\d+) took/.exec(json)?.[1]);
}

export function bytesOf(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
