import { glob, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { FileFormat, IngestReport } from 'log-analytics-engine';
import { emptyReport, textLinesToJson } from 'log-analytics-engine/internals';
import type { LineSink } from '../sink/line-sink.ts';
import type { Checkpoints } from './checkpoints.ts';
import { FollowedFile, type NewLines } from './followed-file.ts';

/** How often files are looked at. */
const REFRESH_MS = 250;
const PORTION_BYTES = 4 * 1024 * 1024;
/** A file that has lost its name is read on for so long after its last line: its writer may not know yet. */
const ORPHAN_MS = 5000;

export interface FollowOptions {
  /** Paths, perhaps with `*`, `?`, `[…]` and `**`. */
  readonly patterns: readonly string[];
  readonly format: FileFormat;
  readonly sink: LineSink;
  readonly checkpoints: Checkpoints;
  readonly signal: AbortSignal;
  readonly onReport: (path: string, report: IngestReport) => void;
  /** What went wrong with one file; the others go on, and this one is tried again. */
  readonly onProblem: (path: string, error: unknown) => void;
}

/** Takes in what is appended to files, new files among them, also when they are renamed or begun anew, until the signal fires. */
export class FileFollower {
  readonly #options: FollowOptions;
  readonly #files = new Map<string, FollowedFile>();
  /** When a file without a name is given up, in milliseconds since 1970. */
  readonly #orphanUntilMs = new Map<string, number>();
  readonly #formats = new Map<string, FileFormat>();

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    try {
      while (!signal.aborted) {
        await this.look();
        await sleep(REFRESH_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      for (const file of this.#files.values()) await file.close();
      this.#options.checkpoints.save();
    }
  }

  /** Takes in what is new in all files. */
  async look(): Promise<void> {
    const named = await this.#findFiles();
    for (const file of [...this.#files.values()]) {
      try {
        await this.#takeLines(file, named);
      } catch (error) {
        this.#options.onProblem(file.path, error);
      }
    }
    this.#options.checkpoints.save();
  }

  /** Opens the files that are not open yet; returns the identities of all that have a name. */
  async #findFiles(): Promise<ReadonlySet<string>> {
    const named = new Set<string>();
    for await (const path of glob([...this.#options.patterns])) {
      try {
        const { dev, ino } = await stat(path, { bigint: true });
        const identity = `${dev}:${ino}`;
        named.add(identity);
        if (!this.#files.has(identity)) await this.#open(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#options.onProblem(path, error);
      }
    }
    return named;
  }

  async #open(path: string): Promise<void> {
    const file = await FollowedFile.open(path);
    if (this.#files.has(file.identity)) return await file.close();
    await file.resume(this.#options.checkpoints.get(file.identity));
    this.#files.set(file.identity, file);
  }

  async #takeLines(file: FollowedFile, named: ReadonlySet<string>): Promise<void> {
    const isOrphan = !named.has(file.identity);
    const wasQuiet = !(await this.#storeAll(file, false));
    if (!isOrphan) {
      this.#orphanUntilMs.delete(file.identity);
      return;
    }
    const untilMs = this.#orphanUntilMs.get(file.identity);
    if (untilMs === undefined || !wasQuiet) this.#orphanUntilMs.set(file.identity, Date.now() + ORPHAN_MS);
    else if (Date.now() > untilMs) await this.#giveUp(file);
  }

  async #giveUp(file: FollowedFile): Promise<void> {
    await this.#storeAll(file, true);
    await file.close();
    this.#files.delete(file.identity);
    this.#orphanUntilMs.delete(file.identity);
    this.#options.checkpoints.delete(file.identity);
  }

  /** Returns whether there was anything. */
  async #storeAll(file: FollowedFile, isFinished: boolean): Promise<boolean> {
    let any = false;
    for (;;) {
      const lines = await file.nextLines(PORTION_BYTES, isFinished);
      if (lines === undefined) return any;
      any = true;
      await this.#store(file, lines);
      if (this.#options.signal.aborted) return any;
    }
  }

  /** The name of the batch is the place of its lines and what they are, so that a server knows it again after a restart. */
  async #store(file: FollowedFile, { bytes, end }: NewLines): Promise<void> {
    const { sink, checkpoints, onReport } = this.#options;
    const conversion = emptyReport();
    const lines = this.#formatOf(file, bytes) === 'text' ? textLinesToJson(bytes, conversion, 0) : bytes;
    const report = await sink.store(lines, `${file.identity}-${file.offset}-${crc32(bytes)}`);
    report.malformed += conversion.malformed;
    file.offset = end;
    checkpoints.set(await file.checkpoint());
    onReport(file.path, report);
  }

  /** What the first line that is not empty says, for the whole file. */
  #formatOf(file: FollowedFile, bytes: Uint8Array): FileFormat {
    const known = this.#options.format === 'auto' ? this.#formats.get(file.identity) : this.#options.format;
    if (known !== undefined) return known;
    const first = Buffer.from(bytes.subarray(0, PORTION_BYTES)).toString('latin1').trimStart()[0];
    if (first === undefined) return 'text';
    const format = first === '{' ? 'jsonl' : 'text';
    this.#formats.set(file.identity, format);
    return format;
  }
}
