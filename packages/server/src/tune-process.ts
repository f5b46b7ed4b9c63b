import { setFlagsFromString } from 'node:v8';

/**
 * One large body made five isolates of 11 to 30 MB collect all of their garbage 70 times, a tenth of its whole processor time: a
 * heap so small is given 9 MB to grow, less than the young generation takes, and then the next collection begins when the last one
 * has ended. With these it is 7 times.
 */
const FLAGS: readonly string[] = [
  // A new thread does not collect before it has as much, in MB.
  '--initial-old-space-size=64',
  // After a collection a heap may double.
  '--heap-growing-percent=100',
  // Threads that pause collect their garbage.
  '--expose-gc',
];

/**
 * Sets what makes V8 fit for a server, for the whole process and the threads that it starts from now on: for programs that are a server
 * and nothing else, before `serve`.
 */
export function tuneProcess(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
