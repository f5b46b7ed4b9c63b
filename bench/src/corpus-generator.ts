import { type CorpusTruth, TruthCounter } from './corpus/corpus-truth.ts';
import { DAY_START_MS, dayClock } from './corpus/day-clock.ts';
import { LINE_FAMILIES } from './corpus/line-families.ts';
import { type CorpusRow, compileLine, type LineFamily, type RowMaker } from './corpus/line-template.ts';
import { SeededRandom, WeightedChoice } from './corpus/seeded-random.ts';
import { TracePool } from './corpus/trace-pool.ts';

export type { CorpusTruth } from './corpus/corpus-truth.ts';

export interface CorpusOptions {
  /** How many lines; 1,000,000 make about 310 MB. */
  readonly lines: number;
  /** The same seed gives the same bytes, on every machine. */
  readonly seed: number;
  /** A chunk ends with the line that makes it this long or longer; 4 MiB unless given. */
  readonly chunkBytes?: number;
}

/** A corpus that is made while it is read: iterate it once, for chunks of whole lines (NDJSON, UTF-8). */
export interface GeneratedCorpus extends Iterable<Uint8Array> {
  /** What is true of the corpus. @throws Error before the last chunk has been taken. */
  readonly truth: CorpusTruth;
}

const TRACE_FIELD_PROBABILITY = 0.5;
const RARE_WORDS = ['prepared', 'quiesced', 'mothballed', 'rekeyed', 'unshelved'];
const RARE_WORD_ROWS = 7;

/**
 * Makes a mixed corpus of some twenty systems over one UTC day, roughly in the order of time: half of the rows with a
 * trace id (and many of those in the message as well), a third with a duration, stack traces, hundreds of shapes.
 *
 * @throws RangeError when `lines` is not a non-negative integer.
 */
export function generateCorpus(options: CorpusOptions): GeneratedCorpus {
  if (!Number.isSafeInteger(options.lines) || options.lines < 0) {
    throw new RangeError(`lines must be a non-negative integer, not ${options.lines}`);
  }
  let truth: CorpusTruth | undefined;
  const chunks = makeChunks(options, (result) => {
    truth = result;
  });
  return {
    [Symbol.iterator]: () => chunks,
    get truth(): CorpusTruth {
      if (truth === undefined) throw new Error('the truth of a generated corpus is known when all of it has been read');
      return truth;
    },
  };
}

function* makeChunks(options: CorpusOptions, done: (truth: CorpusTruth) => void): Generator<Uint8Array> {
  const { lines, seed, chunkBytes = 4 * 1024 * 1024 } = options;
  const random = new SeededRandom(seed);
  const counter = new TruthCounter();
  const nextRow = rowSource(random);
  const rareWords = rareWordsByRow(lines, random);
  // Times are drawn apart, so that a change to the templates leaves them as they are.
  const clock = dayClock(lines, new SeededRandom(seed ^ 0x5bd1e995));
  let text: string[] = [];
  let length = 0;
  let index = 0;
  for (const { timeMs, incident } of clock) {
    const word = rareWords.get(index++);
    const { row, traceId } = word === undefined ? nextRow(incident) : { row: rareRow(word), traceId: undefined };
    counter.add(row, timeMs, DAY_START_MS, traceId);
    const line = lineOf(row, timeMs, traceId);
    text.push(line);
    length += line.length;
    if (length >= chunkBytes) {
      const chunk = Buffer.from(text.join(''));
      counter.addBytes(chunk.byteLength);
      yield chunk;
      text = [];
      length = 0;
    }
  }
  const last = Buffer.from(text.join(''));
  counter.addBytes(last.byteLength);
  done(counter.finish(rareWords.size > 0 ? RARE_WORDS : []));
  if (last.byteLength > 0) yield last;
}

type RowSource = (incident: boolean) => { row: CorpusRow; traceId: string | undefined };

function rowSource(random: SeededRandom): RowSource {
  const traces = new TracePool();
  const families = LINE_FAMILIES.map((family) => familySource(family));
  const calm = new WeightedChoice(LINE_FAMILIES.map(({ weight }) => weight));
  const troubled = new WeightedChoice(LINE_FAMILIES.map(({ weight, incidentFactor = 1 }) => weight * incidentFactor));
  return (incident) => {
    const family = families[(incident ? troubled : calm).next(random)]!;
    const row = family(random)(random, traces);
    const hasTraceField = random.chance(TRACE_FIELD_PROBABILITY);
    return { row, traceId: hasTraceField ? (row.messageTraceId ?? traces.next(random)) : undefined };
  };
}

function familySource({ lines, tag }: LineFamily): (random: SeededRandom) => RowMaker {
  const makers = lines.map((line) => compileLine(line, tag));
  const choice = new WeightedChoice(lines.map(({ weight }) => weight));
  return (random) => makers[choice.next(random)]!;
}

/** Row index to the rare word that the row holds: each word seven times over the day, if there are rows enough. */
function rareWordsByRow(lines: number, random: SeededRandom): Map<number, string> {
  const words = new Map<number, string>();
  const places = RARE_WORDS.length * RARE_WORD_ROWS;
  const stride = Math.floor(lines / places);
  for (let place = 0; place < places && stride > 0; place++) {
    words.set(place * stride + random.integer(0, stride - 1), RARE_WORDS[place % RARE_WORDS.length]!);
  }
  return words;
}

function rareRow(word: string): CorpusRow {
  const message = `operator remark: standby ${word} before the switch-over`;
  return { level: 'INFO', source: 'cnpg', message, tag: 'postgres', fields: [], messageTraceId: undefined };
}

function lineOf(row: CorpusRow, timeMs: number, traceId: string | undefined): string {
  let line = `{"timestamp":"${new Date(timeMs).toISOString()}"`;
  let rest = '';
  for (const [key, json] of row.fields) {
    const field = `,${JSON.stringify(key)}:${json}`;
    if (key === 'duration_ms') line += field;
    else rest += field;
  }
  line += `,"level":"${row.level}","source":${JSON.stringify(row.source)},"message":${JSON.stringify(row.message)}`;
  line += `,"tags":["${row.tag}"]${rest}`;
  if (traceId !== undefined) line += `,"trace_id":"${traceId}"`;
  return `${line}}\n`;
}
