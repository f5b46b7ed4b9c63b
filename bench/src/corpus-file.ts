import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { type CorpusTruth, generateCorpus } from './corpus-generator.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** The lines that a run of the bench works on, as a plain file, and what is known of them. */
export interface CorpusFile {
  readonly path: string;
  readonly name: string;
  readonly truth: CorpusTruth;
  /** Removes what was made for this run. */
  release(): void;
}

/**
 * Makes a corpus ready: a file of JSON lines (plain or zstd, with its `.truth.json` beside it), or a generated one.
 * @throws Error when the file or its truth is missing.
 */
export function prepareCorpus(options: { file: string | undefined; lines: number }): CorpusFile {
  const directory = mkdtempSync(join(tmpdir(), 'log-analytics-bench-'));
  const path = join(directory, 'corpus.ndjson');
  const release = (): void => rmSync(directory, { recursive: true, force: true });
  if (options.file === undefined) {
    const truth = writeGenerated(path, options.lines);
    return { path, name: `generated, ${options.lines.toLocaleString('en')} lines, seed 7`, truth, release };
  }
  const truthPath = options.file.replace(/\.ndjson(\.zst)?$/, '.truth.json');
  if (!existsSync(options.file)) throw new Error(`there is no corpus file ${options.file}`);
  if (!existsSync(truthPath))
    throw new Error(`the corpus has no ${truthPath}: times without right answers mean nothing`);
  const bytes = readFileSync(options.file);
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, options.file.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes);
  closeSync(descriptor);
  const truth = JSON.parse(readFileSync(truthPath, 'utf8')) as CorpusTruth;
  return { path, name: options.file, truth, release };
}

function writeGenerated(path: string, lines: number): CorpusTruth {
  const corpus = generateCorpus({ lines, seed: 7 });
  const descriptor = openSync(path, 'w');
  for (const chunk of corpus) writeSync(descriptor, chunk);
  closeSync(descriptor);
  return corpus.truth;
}

/** The chunks of whole lines, some 4 MiB each, as views of one buffer. */
export function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + CHUNK_BYTES, bytes.length);
    if (end < bytes.length) end = bytes.lastIndexOf(LINE_FEED, end - 1) + 1;
    yield bytes.subarray(start, end);
    start = end;
  }
}
