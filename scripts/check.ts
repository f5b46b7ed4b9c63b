import { existsSync } from 'node:fs';
import { runSteps, type Step } from './run-steps.ts';

/** `npm run check`: formatting, lint, types and the house rules, in this order; exits 1 when any of them fails. */
const TYPED = ['.', 'packages/engine', 'packages/server', 'packages/cli', 'bench', 'examples'];

const steps: Step[] = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=100'] },
  ...TYPED.filter((folder) => existsSync(`${folder}/tsconfig.json`)).map(
    (folder): Step => ({ name: `types of ${folder}`, command: ['tsc', '--noEmit', '-p', folder] }),
  ),
  { name: 'house rules', command: [process.execPath, 'scripts/tidy.ts'] },
];

if (!(await runSteps(steps, 2))) process.exitCode = 1;
