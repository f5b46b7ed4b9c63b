import { readFileSync } from 'node:fs';

const LINE_FEED = 0x0a;

/** The processor time of this process so far, user and system, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The unit of all figures: the CPU seconds of `JSON.parse` over every line, the best of three passes over one buffer. */
export function measureJsonParse(bytes: Buffer): number {
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 3; pass++) best = Math.min(best, parseEveryLine(bytes));
  return best;
}

function parseEveryLine(bytes: Buffer): number {
  const before = cpuSeconds();
  for (let start = 0; start < bytes.length; ) {
    let end = bytes.indexOf(LINE_FEED, start);
    if (end < 0) end = bytes.length;
    if (end > start) JSON.parse(bytes.toString('utf8', start, end));
    start = end + 1;
  }
  return cpuSeconds() - before;
}

/** The whole file; a corpus of the bench fits memory. */
export function readBytes(path: string): Buffer {
  return readFileSync(path);
}

/** Work is warm when it ran this long, or this often at least. */
const WARM_MS = 500;

/** Runs `work` until it is warm; returns its last result and the best wall seconds of one run. */
export function bestOf<T>(work: () => T, runs = 15): { result: T; seconds: number } {
  let best = Number.POSITIVE_INFINITY;
  let result = work();
  const begun = performance.now();
  for (let run = 0; run < runs || performance.now() - begun < WARM_MS; run++) {
    const before = performance.now();
    result = work();
    best = Math.min(best, (performance.now() - before) / 1000);
  }
  return { result, seconds: best };
}
