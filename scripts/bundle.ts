import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'vite';

/**
 * `node scripts/bundle.ts PACKAGE`: puts the code of a package into a few files of its dist folder, beside the declarations. To load a
 * module costs about a millisecond, and a server loads hundreds of them in each of its threads.
 */

/** Programs that are loaded by their files, beside what a package exports. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'packages/server': ['src/store/threads/ingest-worker.ts', 'src/store/threads/query-worker.ts'],
  'packages/cli': ['src/main.ts'],
};

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly source: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const folder = process.argv[2]!;
const { exports, dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
const exported = Object.values(exports).flatMap((each) => (typeof each === 'string' ? [] : [each.source]));
const dependencyNames = Object.keys(dependencies);
const entries = [...exported, ...(PROGRAMS[folder] ?? [])];

await build({
  root: folder,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node22',
    minify: false,
    sourcemap: true,
    emptyOutDir: false,
    rolldownOptions: {
      input: Object.fromEntries(entries.map((entry) => [basename(entry, '.ts'), `${folder}/${entry}`])),
      // Other packages are loaded as they are installed, not copied.
      external: (id) =>
        id.startsWith('node:') || dependencyNames.some((name) => id === name || id.startsWith(`${name}/`)),
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
    },
  },
});
