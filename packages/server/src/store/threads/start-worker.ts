import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** The programs that run in threads of their own, as files beside this one. */
export type WorkerProgram = 'ingest-worker' | 'query-worker';

/**
 * The memory for what a thread makes and drops at once, in MB. With what V8 takes by itself, three times 16 MB, each query worker holds 50 MB
 * more, most of it garbage, and each ingest worker 20 MB, for nothing: what it makes are few objects that are large.
 */
const YOUNG_MEGABYTES = 12;

/** Starts a program in a thread; from sources where this file is one, else as it was compiled. */
export function startWorker(
  program: WorkerProgram,
  options: { readonly name: string; readonly data: unknown },
): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const url = new URL(`./${program}.${isSource ? 'ts' : 'js'}`, import.meta.url);
  const { name, data } = options;
  return new Worker(url, {
    name,
    workerData: data,
    env: environment(),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    ...(isSource && { execArgv: ['--conditions=source'] }),
  });
}

/** That of the process. Where its compiled code is kept for the next start, so is that of its threads, which do not see to it by themselves. */
function environment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) };
}
