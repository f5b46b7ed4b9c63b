import { AvlTree, LogAnalyticsEngine, type LogEntry } from 'log-analytics-engine';
import { count, heading, megabytes } from './page.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { printTable } from './text-table.ts';

// An index for a field that you ask for by value, such as an order or a session; and one of your own making.

const ENTRIES = 40_000;
const ORDERS = 10_000;

/** Spread like real ids: the entries of an order lie far from one another. */
const orderOf = (i: number): number => 1_000_000 + ((i * 7919) % ORDERS) * 37;
const bytes = Buffer.from(
  Array.from({ length: ENTRIES }, (_, i) => {
    const timestamp = Date.UTC(2026, 2, 2) + i * 50;
    return JSON.stringify({
      timestamp,
      level: 'INFO',
      source: 'shop',
      message: 'step done',
      order: orderOf(i),
      ms: (i * i) % 997,
    });
  }).join('\n'),
);

// Most fields are indexed without being named: their values stand once in a segment, with the blocks that have them. Numbers do
// not, unless they are named in `indexes`: then a question touches only the blocks that hold the number, for some more bytes.
// What that saves grows with the number of blocks; the answers are the same.
const order = orderOf(1234);
console.log(heading(`Which entries has order ${order}? (${count(ENTRIES)} entries of ${count(ORDERS)} orders)`));
printTable(
  [[], ['order']].map((indexes) => {
    const directory = temporaryDirectory();
    const writer = new LogAnalyticsEngine({ directory, indexes, durability: 'interval' });
    writer.ingestBytes(bytes);
    writer.close();
    // An index belongs to the data: whoever opens the directory later has it without naming it.
    using engine = new LogAnalyticsEngine({ directory, readOnly: true });
    const result = engine.queryLogs({ metadata: { order } });
    return {
      indexes: indexes.join(', ') || 'none named',
      entries: result.length,
      last: result.at(-1)?.date.toISOString() ?? '',
      'on disk': megabytes(engine.getStats().storedBytes),
    };
  }),
);

// An index of your own over the newest entries: the balanced tree with which the engine finds blocks by time is exported. A hook
// feeds it as entries come in.
const byDuration = new AvlTree<number, LogEntry>();
using engine = new LogAnalyticsEngine();
engine.addPreIngestHook((entry) => byDuration.insert(Number(entry.metadata.ms), entry));
engine.ingestBytes(bytes.subarray(0, bytes.indexOf('\n', 400_000)));
const slowest = byDuration.rangeQuery(990, Number.POSITIVE_INFINITY).toReversed();
console.log(heading(`The slowest of ${count(engine.countLogs())} entries, from a tree of your own`));
printTable(
  slowest.slice(0, 3).map((entry) => ({
    ms: Number(entry.metadata.ms),
    order: String(entry.metadata.order),
    time: entry.date.toISOString(),
  })),
);
