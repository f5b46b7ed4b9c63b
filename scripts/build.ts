import { rmSync } from 'node:fs';
import { runSteps } from './run-steps.ts';

/** `npm run build`: compiles each publishable package into its dist folder, lowest first, and lints what npm would pack. */
const PACKAGES = ['packages/engine', 'packages/server', 'packages/cli'];

for (const folder of PACKAGES) {
  rmSync(`${folder}/dist`, { recursive: true, force: true });
  const built = await runSteps(
    [
      { name: `compile ${folder}`, command: ['tsc', '-p', `${folder}/tsconfig.build.json`] },
      { name: `publint ${folder}`, command: ['publint', 'run', folder, '--strict'] },
    ],
    1,
  );
  if (!built) process.exit(1);
}
