import type { LogAnalyticsEngine } from 'log-analytics-engine';
import { aside, duration, heading, timed } from '../page.ts';
import { type Cell, printTable } from '../text-table.ts';

type Row = Readonly<Record<string, Cell>>;

interface Question {
  readonly inWords: string;
  /** The code that `ask` runs, as it is shown. */
  readonly code: string;
  readonly ask: (engine: LogAnalyticsEngine) => Row[];
}

/** A request of the web shop that its services logged under one id. */
const TRACE_ID = 'f87fe46d40714454f7ac84a437459b9d';

const QUESTIONS: readonly Question[] = [
  {
    inWords: 'Who reports errors, and how many?',
    code: "engine.aggregateLogs({ level: 'error' }, { topN: { source: 5 } })",
    ask: (engine) => {
      const { topN } = engine.aggregateLogs({ level: 'error' }, { topN: { source: 5 } });
      return (topN?.source ?? []).map(([source, errors]) => ({ source, errors }));
    },
  },
  {
    inWords: 'Somebody looked at a cart in a web shop. What did the services do for it?',
    code: `engine.queryLogs({ metadata: { trace_id: '${TRACE_ID}' } }, { pageSize: 6 })`,
    ask: (engine) =>
      engine.queryLogs({ metadata: { trace_id: TRACE_ID } }, { pageSize: 6 }).map((entry) => ({
        time: entry.date.toISOString().slice(11, 23),
        service: entry.source,
        // Each message begins with the ids that it was found by.
        message: entry.message.replace(/^TraceID: \w+ SpanID: \w+ /, ''),
      })),
  },
  {
    inWords: 'Who tries doors that this web server does not have, and which?',
    code: "engine.aggregateLogs({ regex: 'GET /(bbs|cms|shop|store|mall)/', metadata: { status: 404 } }, { groupBy: ['client_ip', 'path'] })",
    ask: (engine) => {
      const { groupBy } = engine.aggregateLogs(
        { regex: 'GET /(bbs|cms|shop|store|mall)/', metadata: { status: 404 } },
        { groupBy: ['client_ip', 'path'] },
      );
      return Object.entries(groupBy ?? {})
        .map(([key, attempts]) => {
          const [address, path] = JSON.parse(key) as [string, string];
          return { address, path, attempts };
        })
        .sort((a, b) => b.attempts - a.attempts || (a.path < b.path ? -1 : 1));
    },
  },
];

/** Asks each question and shows it in words, the code, how long it took, and the answer. */
export function printQuestions(engine: LogAnalyticsEngine): void {
  QUESTIONS.forEach(({ inWords, code, ask }, index) => {
    const first = timed(() => ask(engine));
    const again = timed(() => ask(engine));
    console.log(heading(`${index + 1}. ${inWords}`));
    console.log(`  ${code}`);
    console.log(aside(`  ${duration(first.ms)}; asked again, ${duration(again.ms)}`));
    printTable(first.result);
  });
}
