import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CaseInput, CaseResult, Figure } from './bench-case.ts';
import { BENCH_CASES } from './bench-cases.ts';
import { prepareCorpus } from './corpus-file.ts';
import { printFigures } from './print-figures.ts';

interface BenchOptions {
  readonly corpus?: string;
  readonly lines: string;
  readonly only?: string;
  readonly help: boolean;
}

const USAGE = `npm run bench -- [--corpus FILE.ndjson[.zst]] [--lines N] [--only CASE[,CASE…]]

  --corpus  JSON lines with a .truth.json beside them; without it, a corpus is generated (seeded, the same everywhere)
  --lines   lines to generate, 1000000 unless given
  --only    of ${Object.keys(BENCH_CASES).join(', ')}`;

const OPTIONS = {
  corpus: { type: 'string' },
  lines: { type: 'string', default: '1000000' },
  only: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

process.exitCode = await main();

async function main(): Promise<number> {
  let values: BenchOptions;
  try {
    ({ values } = parseArgs({ options: OPTIONS }));
  } catch (error) {
    return refuse((error as Error).message);
  }
  if (!/^[1-9][0-9]*$/.test(values.lines)) return refuse(`--lines is not a whole number from 1: ${values.lines}`);
  if (!values.help) return await runBench(values);
  console.log(USAGE);
  return 0;
}

/** What was asked for makes no sense. */
function refuse(sentence: string): number {
  console.error(`${sentence}\n\n${USAGE}`);
  return 2;
}

async function runBench(values: BenchOptions): Promise<number> {
  const names = values.only?.split(',') ?? Object.keys(BENCH_CASES);
  const unknown = names.find((name) => !(name in BENCH_CASES));
  if (unknown !== undefined) return refuse(`there is no case ${unknown}`);
  const corpus = prepareCorpus({ file: values.corpus, lines: Number(values.lines) });
  try {
    const directory = dirname(corpus.path);
    const truthPath = join(directory, 'truth.json');
    writeFileSync(truthPath, JSON.stringify(corpus.truth));
    console.log(`Node ${process.version}; corpus: ${corpus.name}`);
    console.log('J is the CPU time of JSON.parse over every line of the corpus, measured in the same run.\n');
    const figures: Figure[] = [];
    let unitSeconds = 0;
    for (const name of new Set(['unit', ...names])) {
      const input: CaseInput = {
        corpusPath: corpus.path,
        truthPath,
        unitSeconds,
        directory: join(directory, name),
        storeDirectory: join(directory, 'store'),
      };
      mkdirSync(input.directory, { recursive: true });
      const result = await runInChild(name, input, join(directory, 'input.json'));
      unitSeconds = result.unitSeconds ?? unitSeconds;
      printFigures(result.figures);
      figures.push(...result.figures);
    }
    const missed = figures.filter(
      ({ value, bar, atLeast }) => bar !== undefined && (atLeast === true ? value < bar : value > bar),
    );
    console.log(missed.length === 0 ? '\nEvery bar is met.' : `\nMissed: ${missed.map(({ name }) => name).join('; ')}`);
    return 0;
  } finally {
    corpus.release();
  }
}

function runInChild(name: string, input: CaseInput, inputPath: string): Promise<CaseResult> {
  writeFileSync(inputPath, JSON.stringify(input));
  return new Promise((resolve, reject) => {
    let result: CaseResult | undefined;
    const child = fork(join(import.meta.dirname, 'run-case.ts'), [name, inputPath], {
      execArgv: ['--conditions=source'],
    });
    child.on('message', (message) => {
      result = message as CaseResult;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (result !== undefined) resolve(result);
      else reject(new Error(`the case ${name} ended with code ${code} and no result`));
    });
  });
}
