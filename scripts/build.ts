import { rmSync } from 'node:fs';
import { runSteps } from './run-steps.ts';

/** `npm run build`: makes the dist folder of each publishable package, lowest first, and lints what npm would pack. */
const PACKAGES = ['packages/engine', 'packages/server', 'packages/cli'];

for (const folder of PACKAGES) {
  rmSync(`${folder}/dist`, { recursive: true, force: true });
  const built = await runSteps(
    [
      { name: `types of ${folder}`, command: ['tsc', '-p', `${folder}/tsconfig.build.json`] },
      { name: `bundle ${folder}`, command: [process.execPath, 'scripts/bundle.ts', folder] },
      { name: `publint ${folder}`, command: ['publint', 'run', folder, '--strict'] },
    ],
    1,
  );
  if (!built) process.exit(1);
}
