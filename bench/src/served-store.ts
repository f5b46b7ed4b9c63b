import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BenchServer } from './bench-server.ts';
import { readBytes } from './cpu-time.ts';

/** A directory that a server has filled with the corpus in one body: the first case that asks for it makes it, for all. */
export async function servedStore(caseDirectory: string, corpusPath: string): Promise<string> {
  const directory = join(dirname(caseDirectory), 'served-store');
  if (existsSync(directory)) return directory;
  const server = await BenchServer.start(directory);
  await server.postLarge('/insert/jsonline', readBytes(corpusPath));
  await server.stop();
  return directory;
}
