import { readFile } from 'node:fs/promises';
import type { ProcessStreams } from './process-streams.ts';
import { CommandFailedError } from './usage-error.ts';

/**
 * The query in a file, or in the standard input for `-`. Comments (`# …`) and line ends are part of LogsQL.
 * @throws CommandFailedError where it cannot be read
 */
export async function queryTextOf(file: string, stdin: ProcessStreams['stdin']): Promise<string> {
  if (file === '-') {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stdin) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailedError(`the query cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
