import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { CommandFailedError } from '../usage-error.ts';

/** How far a file was taken in. A file is the same one under another name, and another one under the same name. */
export interface Checkpoint {
  readonly path: string;
  /** Device and number of the file. */
  readonly identity: string;
  /** What the file begins with, as a checksum of so many bytes: a number may be given to another file. */
  readonly head: { readonly bytes: number; readonly crc32: number };
  /** Bytes that are stored. */
  readonly offset: number;
}

/** The places up to which files are stored, kept in a file of its own. */
export class Checkpoints {
  readonly #file: string;
  readonly #byIdentity = new Map<string, Checkpoint>();
  #isChanged = false;

  /** @throws CommandFailedError where there is a file that is none of checkpoints */
  constructor(file: string) {
    this.#file = file;
    for (const checkpoint of readCheckpoints(file)) this.#byIdentity.set(checkpoint.identity, checkpoint);
  }

  get(identity: string): Checkpoint | undefined {
    return this.#byIdentity.get(identity);
  }

  set(checkpoint: Checkpoint): void {
    this.#byIdentity.set(checkpoint.identity, checkpoint);
    this.#isChanged = true;
  }

  delete(identity: string): void {
    if (this.#byIdentity.delete(identity)) this.#isChanged = true;
  }

  /** Replaces the file in one step. */
  save(): void {
    if (!this.#isChanged) return;
    const text = `${JSON.stringify({ version: 1, files: [...this.#byIdentity.values()] }, null, 1)}\n`;
    writeFileSync(`${this.#file}.tmp`, text, { flush: true });
    renameSync(`${this.#file}.tmp`, this.#file);
    this.#isChanged = false;
  }
}

function readCheckpoints(file: string): readonly Checkpoint[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CommandFailedError(`the checkpoints cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    const { version, files } = JSON.parse(text) as { version: number; files: Checkpoint[] };
    if (version === 1 && Array.isArray(files)) return files;
  } catch {
    // Told below.
  }
  throw new CommandFailedError(`'${file}' is no file of checkpoints: name another with --checkpoints`);
}
