import { describe, expect, test } from 'vitest';
import { findProblems } from './find-problems.ts';
import { FLOORS } from './floors.ts';
import { formatProblem } from './problem.ts';
import { sourceTreeOf } from './source-tree.ts';

const MANIFESTS = {
  'packages/engine/package.json': '{ "name": "log-analytics-engine" }',
  'packages/cli/package.json': '{ "name": "log-analytics", "dependencies": { "log-analytics-engine": "1.0.0" } }',
};

/** What the rules say about a repository of these files, one line each. */
function problemsOf(files: Record<string, string>): string[] {
  return findProblems(sourceTreeOf(files)).map(formatProblem);
}

describe('floors', () => {
  const column = 'packages/engine/src/columns/column.ts';

  test('a floor imports the floors below it and itself', () => {
    expect(
      problemsOf({
        [column]: "import type { Bitmap } from '../bytes/bitmap.ts';\nexport * from './other.ts';\n",
        'packages/engine/src/engine.ts': "import { Column } from './columns/column.ts';\n",
        'packages/engine/src/index.ts': "export { Engine } from './engine.ts';\n",
      }),
    ).toEqual([]);
  });

  test.each([
    ["import type {\n  Store,\n} from '../storage/store.ts';", 'columns may not import storage'],
    ["export { Store } from '../storage/store.ts';", 'columns may not import storage'],
    ["import '../indexes/avl-tree.ts';", 'columns may not import indexes'],
    ["const late = await import('../query/planner.ts');", 'columns may not import query'],
    ["import { Engine } from '../engine.ts';", 'columns may not import the engine'],
    ["import { Engine } from '../index.ts';", 'columns may not import index.ts'],
    ["import { readFileSync } from 'node:fs';", 'nothing outside storage/ touches a file'],
  ])('%j is refused', (statement, message) => {
    expect(problemsOf({ [column]: `// first line\n${statement}\n` })).toEqual([
      expect.stringContaining(`${column}:2: ${message}`),
    ]);
  });

  test('a folder without a place among the floors is reported once', () => {
    const files = { 'packages/engine/src/cellar/a.ts': '', 'packages/engine/src/cellar/b.ts': '' };
    expect(problemsOf(files)).toEqual([expect.stringContaining('the folder cellar is not a floor')]);
  });

  test('storage may touch files, and so may tests', () => {
    const text = "import { openSync } from 'node:fs';\n";
    expect(
      problemsOf({ 'packages/engine/src/storage/disk.ts': text, 'packages/engine/src/query/scan.test.ts': text }),
    ).toEqual([]);
  });

  test('each floor stands once', () => {
    expect(new Set(FLOORS).size).toBe(FLOORS.length);
  });
});

describe('package order', () => {
  test('an upper package imports a lower one by its name', () => {
    const files = { ...MANIFESTS, 'packages/cli/src/main.ts': "import { Engine } from 'log-analytics-engine';\n" };
    expect(problemsOf(files)).toEqual([]);
  });

  test('a lower package may neither import nor depend on an upper one', () => {
    const files = {
      ...MANIFESTS,
      'packages/engine/package.json': '{\n"name": "log-analytics-engine",\n"dependencies": {\n"log-analytics": "1" } }',
      'packages/engine/src/index.ts': "import { main } from 'log-analytics';\n",
    };
    expect(problemsOf(files)).toEqual([
      'packages/engine/package.json:4: packages/engine may not depend on packages/cli: packages depend downwards only',
      'packages/engine/src/index.ts:1: packages/engine may not import packages/cli: packages depend downwards only',
    ]);
  });

  test('a relative import may not reach into a package', () => {
    const files = { 'examples/start.ts': "import { Engine } from '../packages/engine/src/engine.ts';\n" };
    expect(problemsOf(files)).toEqual([expect.stringContaining('import the package by its name')]);
  });

  test('a package without a place is reported', () => {
    const files = { 'packages/attic/package.json': '{ "name": "attic" }' };
    expect(problemsOf(files)).toEqual([expect.stringContaining('packages/attic has no place')]);
  });
});

describe('import cycles', () => {
  test('a cycle is reported once, with its way', () => {
    const files = {
      'bench/src/a.ts': "import './b.ts';\n",
      'bench/src/b.ts': "import type { C } from './c.ts';\n",
      'bench/src/c.ts': "\nexport * from './a.ts';\nimport './d.ts';\n",
      'bench/src/d.ts': '',
    };
    expect(problemsOf(files)).toEqual([
      'bench/src/c.ts:2: import cycle: bench/src/a.ts → bench/src/b.ts → bench/src/c.ts → bench/src/a.ts',
    ]);
  });

  test('a file that imports itself is a cycle; two ways to one file are not', () => {
    const files = {
      'bench/src/a.ts': "import './b.ts';\nimport './c.ts';\n",
      'bench/src/b.ts': "import './c.ts';\n",
      'bench/src/c.ts': "import './c.ts';\n",
    };
    expect(problemsOf(files)).toEqual([expect.stringMatching(/^bench\/src\/c\.ts:1: import cycle/)]);
  });
});

describe('files', () => {
  test('400 lines are fine, one more wants a reason near the top', () => {
    const lines = (count: number): string => 'x;\n'.repeat(count);
    const files = {
      'bench/src/fine.ts': lines(400),
      'bench/src/long.ts': lines(401),
      'bench/src/reasoned.ts': `// Longer than 400 lines because: a table\n${lines(401)}`,
      'bench/src/empty-reason.ts': `// Longer than 400 lines because: \n${lines(401)}`,
    };
    expect(problemsOf(files)).toEqual([
      expect.stringMatching(/^bench\/src\/empty-reason\.ts:401: 402 lines/),
      expect.stringMatching(/^bench\/src\/long\.ts:401: 401 lines/),
    ]);
  });

  test.each(['scripts/utils.ts', 'packages/cli/src/helpers.test.ts', 'bench/src/common/a.ts'])(
    '%s says nothing',
    (path) => {
      expect(problemsOf({ [path]: '' })).toEqual([expect.stringContaining('says nothing')]);
    },
  );
});

describe('links', () => {
  const target = { 'docs/format.md': '# The *Format*, in brief\n## Block\n## Block\n', LICENSE: '' };

  test.each([
    '[a](docs/format.md)',
    '[a](./docs/)',
    '[a](docs/format.md#the-format-in-brief)',
    '[a](docs/format.md#block-1)',
    '[a](#top)',
    '[a]: LICENSE',
    '[a](https://example.org/nothing)',
    '`[a](missing.md)`',
    '```\n[a](missing.md)\n```',
  ])('%j is fine', (markdown) => {
    expect(problemsOf({ ...target, 'README.md': `# Top\n\n${markdown}\n` })).toEqual([]);
  });

  test.each([
    ['[a](missing.md)', 'there is no missing.md'],
    ['[a](<missing.md>)', 'there is no missing.md'],
    ['![picture](pictures/missing.png "title")', 'there is no pictures/missing.png'],
    ['[a]: missing.md', 'there is no missing.md'],
    ['[a](/LICENSE)', 'must be relative'],
    ['[a](docs/format.md#index)', 'docs/format.md has no such heading'],
    ['[a](#bottom)', 'README.md has no such heading'],
    ['`code` and [a](missing.md)', 'there is no missing.md'],
  ])('%j leads nowhere', (markdown, message) => {
    expect(problemsOf({ ...target, 'README.md': `# Top\n\n${markdown}\n` })).toEqual([
      expect.stringMatching(new RegExp(`^README\\.md:3: .*${message}`)),
    ]);
  });
});

describe('forbidden text', () => {
  const workPath = ['', 'work', 'main'].join('/');

  test('a path of one machine is refused, a relative path of the same name is not', () => {
    expect(problemsOf({ 'README.md': `fine: ./src${workPath}\n\nsee ${workPath} there\n` })).toEqual([
      expect.stringMatching(/^README\.md:3: a path of one machine/),
    ]);
  });

  test('the lock file holds no download addresses', () => {
    const lock = '{\n "funding": { "url": "https://example.org" },\n "resolved": "https://example.org/a.tgz"\n}';
    expect(problemsOf({ 'package-lock.json': lock })).toEqual([
      expect.stringMatching(/^package-lock\.json:3: a download address/),
    ]);
  });
});

describe('invariants', () => {
  const cited = { 'packages/engine/src/bytes/bitmap.ts': '// Never shrinks (I3, I30).\n' };

  test('a cited invariant stands in ARCHITECTURE.md', () => {
    expect(problemsOf({ ...cited, 'ARCHITECTURE.md': '- **I3** …\n- **I30** …\n' })).toEqual([]);
    expect(problemsOf({ ...cited, 'ARCHITECTURE.md': '- **I30** …\n' })).toEqual([
      'packages/engine/src/bytes/bitmap.ts:1: I3 is not an invariant of ARCHITECTURE.md',
    ]);
    expect(problemsOf(cited)).toHaveLength(2);
  });
});
