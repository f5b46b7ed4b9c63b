import { AvlTree, LogAnalyticsEngine, type LogEntry } from 'log-analytics-engine';
import { NumberRangeIndex } from './number-range-index.ts';
import { count, heading, megabytes } from './page.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { printTable } from './text-table.ts';

// An index for a field that you ask for by value, such as an order or a session; and two of your own making.

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

// Most fields need no index: values that repeat stand once in a segment, with the blocks that have them. Numbers and
// ids of which each is rare do not, unless they are named in `indexes`: then a question looks only at the rows that
// have the value, for some 4 bytes a row. What that saves grows with the number of blocks; the answers are the same.
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

// An index of another kind is a class of two methods: `build` makes bytes of the values of a block, `open` answers from
// them which rows may pass a filter. The engine keeps the bytes with the data and tests the rows, so that such an index
// may be coarse but never wrong.
let named = 0;
class CountedIndex extends NumberRangeIndex {
  override open(part: Uint8Array): ReturnType<NumberRangeIndex['open']> {
    const reader = super.open(part);
    return {
      candidates: (predicate) => {
        const rows = reader.candidates(predicate);
        named = Math.max(named, rows?.length ?? 0);
        return rows;
      },
    };
  }
}
const directory = temporaryDirectory();
{
  using writer = new LogAnalyticsEngine({ directory, indexes: [new NumberRangeIndex('ms')], durability: 'interval' });
  writer.ingestBytes(bytes);
}
using reader = new LogAnalyticsEngine({ directory, indexes: [new CountedIndex('ms')], readOnly: true });
console.log(heading('How many steps took 995 ms or more? By an index over ranges of numbers'));
printTable([
  {
    filter: 'metadata: { ms: { gte: 995 } }',
    entries: reader.countLogs({ metadata: { ms: { gte: 995 } } }),
    'rows looked at in a block, at most': named,
  },
]);

// And one over the newest entries alone: the balanced tree with which the engine finds blocks by time is exported. A
// hook feeds it as entries come in.
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
