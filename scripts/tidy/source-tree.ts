import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** The repository as the rules see it: every path, and the text of the files whose text matters. */
export interface SourceTree {
  /** Files and folders, as `/`-separated paths from the root. */
  readonly paths: ReadonlySet<string>;
  /** Path to text, in ascending order of the paths. */
  readonly texts: ReadonlyMap<string, string>;
}

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['.git', '.tmp', 'coverage', 'dist', 'node_modules']);
/** Where `npm start` puts its store. */
const DATA_FOLDER = 'data';

const TEXT_EXTENSIONS: ReadonlySet<string> = new Set([
  '.ts',
  '.tsx',
  '.mjs',
  '.json',
  '.md',
  '.yml',
  '.yaml',
  '.sh',
  '.css',
  '.html',
]);

/** Reads the tree below `root` from the disk; installed packages, builds and data folders are left out. */
export function readSourceTree(root: string): SourceTree {
  const paths = new Set<string>();
  const texts = new Map<string, string>();
  const visit = (folder: string): void => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (SKIPPED_FOLDERS.has(entry.name) || path === DATA_FOLDER) continue;
        paths.add(path);
        visit(path);
      } else if (entry.isFile()) {
        paths.add(path);
        if (TEXT_EXTENSIONS.has(extname(entry.name))) texts.set(path, readFileSync(join(root, path), 'utf8'));
      }
    }
  };
  visit('');
  return { paths, texts };
}

/** A tree from path and text pairs; the folders above each path are part of it. */
export function sourceTreeOf(files: Readonly<Record<string, string>>): SourceTree {
  const paths = new Set<string>();
  for (const path of Object.keys(files)) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) paths.add(path.slice(0, end));
  }
  return { paths, texts: new Map(Object.entries(files)) };
}

/** Whether a path is TypeScript that people wrote. */
export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path) && !path.endsWith('.d.ts');
}

/** The line (from 1) on which the character at `offset` of a text stands. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
