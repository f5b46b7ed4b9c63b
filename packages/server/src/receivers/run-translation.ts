import { setImmediate } from 'node:timers/promises';
import type { LineOutput } from './fields/line-output.ts';

/** What is written before other requests get their turn. */
const STEP_BYTES = 1 << 20;

/**
 * Runs a translation that yields from time to time to its end. Nothing is stored meanwhile: of a body that cannot be read to its end, nothing is.
 * @returns what was written, in chunks of whole lines
 * @throws what the translation throws
 */
export async function runTranslation(steps: Generator<void, void>, output: LineOutput): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for (const _ of steps) {
    if (output.writer.length < STEP_BYTES) continue;
    chunks.push(output.take());
    await setImmediate();
  }
  if (output.writer.length > 0) chunks.push(output.take());
  return chunks;
}
