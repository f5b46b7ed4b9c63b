/** Real log files go into a directory; filters of every kind find them again. */
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { SAMPLE_FILE, withDirectory } from './with-directory.ts';

await withDirectory(async (directory) => {
  const engine = new LogAnalyticsEngine({ directory });
  const { accepted, malformed, logsPerSecond } = await engine.ingestLogsFromFile(SAMPLE_FILE);
  console.log(`${accepted} entries, ${malformed} malformed, ${Math.round(logsPerSecond)} a second`);

  // Whole words, case-sensitive; all of them must be there.
  console.log('words connection and authorized:', engine.countLogs({ words: ['connection', 'authorized'] }));
  // A piece of text, whatever its case; it may run across words.
  console.log('text "NECTION AUTH":', engine.countLogs({ keyword: 'NECTION AUTH' }));
  // RE2 syntax, in time linear to the text.
  console.log('trace ids in messages:', engine.countLogs({ regex: 'TraceID: [0-9a-f]{32}' }));
  // A range of time, a source and something excluded.
  const slow = {
    startTime: '2014-04-01',
    endTime: '2014-04-02',
    source: 'postgres',
    metadata: { duration_ms: { gte: 10_000 } },
  };
  console.log('slow statements of a day:', engine.countLogs({ ...slow, not: { keyword: 'COPY' } }));
  // Pages, in any order.
  const [slowest] = engine.queryLogs(slow, { sortBy: 'duration_ms', sortDesc: true, page: 0, pageSize: 1 });
  console.log('the slowest took', slowest?.metadata.duration_ms, 'ms');
  engine.close();

  const reopened = new LogAnalyticsEngine({ directory, readOnly: true });
  console.log('after a restart:', reopened.countLogs({}));
  reopened.close();
});
