// Preloaded (`node --import`) by every script of package.json and imported by vitest.config.ts: stops with one clear
// sentence when the Node that runs is not the pinned one. Plain JavaScript, because a Node that is too old cannot run
// TypeScript and would fail with a stack trace before it came to say why.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const pinned = manifest.devDependencies.node;
const pinnedMajor = pinned.split('.')[0];

if (process.version.split('.')[0] !== `v${pinnedMajor}`) {
  console.error(
    `This repository runs on Node ${pinnedMajor} (its development dependency node@${pinned}), but Node ${process.version} ` +
      'is running: install with `npm ci`, without --ignore-scripts, and start through `npm run` or `npx`.',
  );
  process.exit(1);
}
