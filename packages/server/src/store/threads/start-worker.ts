import { Worker } from 'node:worker_threads';

/** The programs that run in threads of their own, as files beside this one. */
export type WorkerProgram = 'ingest-worker' | 'query-worker';

/** Starts a program in a thread; from sources where this file is one, else as it was compiled. */
export function startWorker(
  program: WorkerProgram,
  options: { readonly name: string; readonly data: unknown },
): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const url = new URL(`./${program}.${isSource ? 'ts' : 'js'}`, import.meta.url);
  const { name, data } = options;
  return new Worker(url, { name, workerData: data, ...(isSource && { execArgv: ['--conditions=source'] }) });
}
