import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

/** The folders of packages/engine/src from the ground up: a folder imports only folders that stand before it. */
export const FLOORS: readonly string[] = [
  'errors',
  'bytes',
  'entry',
  'ingest',
  'columns',
  'indexes',
  'segments',
  'storage',
  'logsql',
  'query',
  'alerting',
];

const ENGINE = 'packages/engine/src/';

/** The floors of the engine point down, and only the storage floor touches files. */
export const floors: Rule = function* (_tree, graph): Generator<Problem> {
  const unknown = new Set<string>();
  for (const [path, imports] of graph) {
    const floor = floorOf(path);
    if (floor === undefined) continue;
    if (floor === -1) {
      const folder = path.slice(ENGINE.length).split('/')[0] as string;
      if (!unknown.has(folder)) {
        yield {
          path,
          line: 1,
          message: `the folder ${folder} is not a floor: add it to FLOORS in scripts/tidy/floors.ts`,
        };
      }
      unknown.add(folder);
      continue;
    }
    for (const { specifier, line, target } of imports) {
      const below = target === undefined ? undefined : floorOf(target);
      if (below !== undefined && below > floor) {
        yield {
          path,
          line,
          message: `${floorName(floor)} may not import ${floorName(below)}: a floor imports only floors below it`,
        };
      }
      if (/^node:fs\b/.test(specifier) && FLOORS[floor] !== 'storage' && !path.endsWith('.test.ts')) {
        yield { path, line, message: 'nothing outside storage/ touches a file: go through the Vfs' };
      }
    }
  }
};

/** 0 for the lowest floor; index.ts is the roof, above all other files of src; -1 for a folder without a place. */
function floorOf(path: string): number | undefined {
  if (!path.startsWith(ENGINE)) return undefined;
  const parts = path.slice(ENGINE.length).split('/');
  if (parts.length > 1) return FLOORS.indexOf(parts[0] as string);
  return parts[0] === 'index.ts' ? FLOORS.length + 1 : FLOORS.length;
}

function floorName(floor: number): string {
  return FLOORS[floor] ?? (floor === FLOORS.length ? 'the engine' : 'index.ts');
}
