import { readFileSync } from 'node:fs';
import type { CaseInput } from './bench-case.ts';
import { BENCH_CASES } from './bench-cases.ts';

// Runs one case in this process: the child's side of `main.ts`. Its result goes to the parent, everything else to the terminal.
const [name, inputPath] = process.argv.slice(2);
const benchCase = BENCH_CASES[name!];
if (benchCase === undefined)
  throw new Error(`there is no case ${name}; there are ${Object.keys(BENCH_CASES).join(', ')}`);
const result = await benchCase(JSON.parse(readFileSync(inputPath!, 'utf8')) as CaseInput);
process.send!(result);
