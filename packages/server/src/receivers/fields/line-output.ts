import { JsonLineWriter } from '../json/json-line-writer.ts';
import { changesNothing, type IngestParameters } from './ingest-parameters.ts';
import { LineMapper } from './line-mapper.ts';
import { mayHaveZeroTime } from './zero-time.ts';

const LINE_FEED = 0x0a;
const NO_LINES: Uint8Array = new Uint8Array(0);

export interface LineOutputOptions {
  /** The lines are what senders wrote: a time of 0 in them is now. Without it the receiver has seen to that. */
  readonly isSenders: boolean;
}

/** Where a receiver writes the lines of a request; what the request's parameters ask for is done to them on their way out. */
export class LineOutput {
  readonly #parameters: IngestParameters;
  readonly #clock: () => number;
  readonly #isPlain: boolean;
  readonly #isSenders: boolean;
  // Made when they are asked for: most requests are small, and need none of them.
  #writer: JsonLineWriter | undefined;
  #mapped: JsonLineWriter | undefined;
  #mapper: LineMapper | undefined;

  constructor(
    parameters: IngestParameters,
    clock: () => number,
    { isSenders }: LineOutputOptions = { isSenders: false },
  ) {
    this.#parameters = parameters;
    this.#clock = clock;
    this.#isPlain = changesNothing(parameters);
    this.#isSenders = isSenders;
  }

  get writer(): JsonLineWriter {
    this.#writer ??= new JsonLineWriter();
    return this.#writer;
  }

  /** Gives memory back; the output may not be used any more. */
  release(): void {
    this.#writer?.release();
    this.#mapped?.release();
  }

  /** The lines written since the last call. */
  take(): Uint8Array {
    return this.map(this.writer.take());
  }

  /** Lines that came from elsewhere, as the parameters want them; the same bytes where they want nothing. */
  map(lines: Uint8Array): Uint8Array {
    if (this.#isPlain && !this.#isSenders) return lines;
    if (this.#isPlain) return this.#withoutZeroTimes(lines);
    this.#mapperOf().mapLines(lines);
    return this.#takeMapped();
  }

  /** Maps the lines whose time is 0, and copies the others; the same bytes where there are none. */
  #withoutZeroTimes(lines: Uint8Array): Uint8Array {
    let copied = 0;
    for (let start = 0; start < lines.length; ) {
      let end = lines.indexOf(LINE_FEED, start);
      if (end < 0) end = lines.length;
      if (mayHaveZeroTime(lines, start, end)) {
        const mapper = this.#mapperOf();
        this.#mapped?.raw(lines, copied, start);
        mapper.mapLine(lines, start, end);
        copied = Math.min(end + 1, lines.length);
      }
      start = end + 1;
    }
    if (copied === 0) return lines;
    this.#mapped?.raw(lines, copied, lines.length);
    return this.#takeMapped();
  }

  #mapperOf(): LineMapper {
    this.#mapped ??= new JsonLineWriter();
    this.#mapper ??= new LineMapper(this.#parameters, this.#mapped, this.#clock, !this.#isSenders);
    return this.#mapper;
  }

  #takeMapped(): Uint8Array {
    return this.#mapped?.take() ?? NO_LINES;
  }
}
