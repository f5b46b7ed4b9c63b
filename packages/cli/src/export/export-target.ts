import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { CommandFailedError } from '../usage-error.ts';

/** Where an export goes. */
export interface ExportTarget {
  write(chunk: string | Uint8Array): Promise<void>;
}

/** A file that is there under its name only when it is whole. */
export class FileTarget implements ExportTarget {
  readonly #file: string;
  readonly #handle: FileHandle;

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /** @throws CommandFailedError where it cannot be made */
  static async create(file: string): Promise<FileTarget> {
    try {
      return new FileTarget(file, await open(`${file}.partial`, 'w'));
    } catch (error) {
      throw new CommandFailedError(`the file cannot be written: ${(error as Error).message}`, { cause: error });
    }
  }

  async write(chunk: string | Uint8Array): Promise<void> {
    await this.#handle.writeFile(chunk);
  }

  /** Gives the file its name. */
  async finish(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
    await rename(`${this.#file}.partial`, this.#file);
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.#handle.close();
    await rm(`${this.#file}.partial`, { force: true });
  }
}
