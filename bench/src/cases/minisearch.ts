import MiniSearch from 'minisearch';
import type { CaseInput, CaseResult } from '../bench-case.ts';
import { bestOf, cpuSeconds, readBytes } from '../cpu-time.ts';

/** As many lines as MiniSearch holds in a few hundred megabytes. */
const LINES = 100_000;

/** The same work done by MiniSearch, a full-text index in memory, on the first lines of the corpus. */
export function minisearchCase({ corpusPath }: CaseInput): CaseResult {
  const lines = readBytes(corpusPath)
    .toString('utf8')
    .split('\n', LINES)
    .filter((line) => line !== '');
  const parseBefore = cpuSeconds();
  const documents = lines.map((line, id) => ({
    ...(JSON.parse(line) as { level?: string; source?: string; message?: string }),
    id,
  }));
  const unit = cpuSeconds() - parseBefore;
  const index = new MiniSearch({ fields: ['message', 'source', 'level'], idField: 'id' });
  const before = cpuSeconds();
  index.addAll(documents);
  const added = cpuSeconds() - before;
  const search = bestOf(() => index.search('connection').length, 5);
  const note = `J of these ${documents.length} lines`;
  return {
    figures: [
      { name: 'MiniSearch: index message, source and level, CPU', value: added / unit, unit: 'J', note },
      { name: 'MiniSearch: word connection', value: search.seconds / unit, unit: 'J', note: `${search.result} rows` },
    ],
  };
}
