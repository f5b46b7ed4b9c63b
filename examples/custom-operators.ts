import {
  type FilterExtension,
  LogAnalyticsEngine,
  type PipeExtension,
  type StatsFunctionExtension,
} from 'log-analytics-engine';
import { heading } from './page.ts';
import { printTable } from './text-table.ts';

// Operators of your own in LogsQL: a filter, a pipe and a stats function. Once registered they stand in the text of any query.

/** `field:luhn()`: the digits of the value end with the check digit of card numbers. */
const luhn: FilterExtension = {
  name: 'luhn',
  help: { syntax: '[field:]luhn()', description: 'numbers with a right check digit', example: 'card:luhn()' },
  start: () => (text) => /^\d{12,19}$/.test(text) && checkSum(text) % 10 === 0,
};

function checkSum(digits: string): number {
  let sum = 0;
  for (const [i, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum;
}

/** `| mask field, …`: leaves the last four characters of values. */
const mask: PipeExtension = {
  name: 'mask',
  help: { syntax: 'mask field, …', description: 'hides values but for their ends', example: '* | mask card' },
  rowWise: true,
  start: (fields) => ({
    *rows(rows) {
      for (const row of rows) {
        for (const field of fields) {
          if (row[field] !== undefined) row[field] = String(row[field]).replace(/.(?=.{4})/g, '*');
        }
        yield row;
      }
    },
  }),
};

/** `geo_mean(field)`: the geometric mean. A state is the sum of the logarithms, and how many there are. */
const geoMean: StatsFunctionExtension<{ sum: number; count: number }> = {
  name: 'geo_mean',
  help: { syntax: 'geo_mean(field)', description: 'geometric mean', example: '* | stats geo_mean(ms)' },
  initial: () => ({ sum: 0, count: 0 }),
  add({ sum, count }, [text = '']) {
    const number = Number(text);
    return number > 0 ? { sum: sum + Math.log(number), count: count + 1 } : { sum, count };
  },
  merge: (a, b) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
  result: ({ sum, count }) => (count === 0 ? '' : Math.round(Math.exp(sum / count))),
};

using engine = new LogAnalyticsEngine();
engine.registerFilter(luhn);
engine.registerPipe(mask);
engine.registerStatsFunction(geoMean);

const CARDS = ['4539578763621486', '4539578763621487', '79927398713000', '5500005555555559'];
engine.ingestLogs(
  Array.from({ length: 200 }, (_, i) => ({
    timestamp: Date.UTC(2026, 2, 2) + i * 1000,
    level: 'INFO',
    source: i % 2 === 0 ? 'shop' : 'till',
    message: 'payment taken',
    metadata: { card: CARDS[i % CARDS.length]!, ms: 10 * 10 ** (i % 3) },
  })),
);

const show = (query: string): void => {
  console.log(heading(query));
  printTable(engine.query(query));
};
show('card:luhn() | top 3 by (card) | mask card');
show('!card:luhn() | stats by (source) count() payments');
show('* | stats by (source) geo_mean(ms) typical, avg(ms) mean');

console.log(heading('What completion offers for "* | stats geo"'));
printTable(
  engine.language.complete('* | stats geo').candidates.map(({ name, kind, help }) => ({ name, kind, ...help })),
);
