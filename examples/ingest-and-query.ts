import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LogAnalyticsEngine, type LogFilters } from 'log-analytics-engine';
import { count, duration, heading, megabytes, timed } from './page.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { printTable } from './text-table.ts';

// A file of real logs into a directory, and the filters that find things in it again.

const SAMPLE = fileURLToPath(new URL('data/real-8k.ndjson', import.meta.url));
const directory = temporaryDirectory();

const writer = new LogAnalyticsEngine({ directory });
// JSON lines or text, compressed by gzip or zstd or not: the first bytes tell.
const fromFile = await writer.ingestLogsFromFile(SAMPLE);
// The fastest way in, for whoever has the bytes already: no object is made for a row.
const fromBytes = writer.ingestBytes(Buffer.from('{"level":"INFO","message":"one line more","source":"me"}\n'));
writer.close();
console.log(heading('Taken in'));
console.log(`  ${count(fromFile.accepted)} + ${fromBytes.accepted} lines, ${megabytes(fromFile.bytes)}`);

// Whoever opens the directory finds the rows; any number of readers may do so beside one writer.
using engine = new LogAnalyticsEngine({ directory, readOnly: true });

const questions: [inWords: string, filters: LogFilters][] = [
  ['warnings and worse', { minSeverity: 'WARN' }],
  ['errors, but not from Laravel', { level: 'ERROR', not: { source: 'laravel' } }],
  ['whole words, in any order', { words: ['connection', 'accepted'] }],
  ['part of a word, in any case', { keyword: 'CRASHLOOP' }],
  ['a phrase', { phrase: 'connection authorized' }],
  ['a regular expression (RE2, so it takes linear time)', { regex: 'TraceID: [0-9a-f]{32}' }],
  ['one of two tags, in one year', { tags: ['zeek', 'iis'], startTime: '2020-01-01', endTime: '2020-12-31T23:59:59Z' }],
  ['a number within bounds', { metadata: { duration_ms: { gte: 500, lt: 1000 } } }],
];
console.log(heading('How many'));
printTable(
  questions.map(([inWords, filters]) => {
    const { result, ms } = timed(() => engine.countLogs(filters));
    return { entries: result, 'what was asked': inWords, took: duration(ms), filters: JSON.stringify(filters) };
  }),
);

console.log(heading('Page 2 of the errors, the newest first'));
const page = engine.queryLogs({ level: 'error' }, { sortDesc: true, page: 1, pageSize: 3 });
printTable(page.map(({ date, source, message }) => ({ time: date.toISOString(), source, message })));

// As JSON text the rows are as they came in, to the digit.
const [line] = engine.queryJson({ source: 'pgbouncer' }, { pageSize: 1 });
console.log(heading('A row as it came in'));
console.log(
  `  ${readFileSync(SAMPLE, 'utf8').includes(`${line}\n`) ? 'the same bytes' : 'changed'}: ${line?.slice(0, 90)}…`,
);
