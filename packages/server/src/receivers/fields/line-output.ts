import { JsonLineWriter } from '../json/json-line-writer.ts';
import { changesNothing, type IngestParameters } from './ingest-parameters.ts';
import { LineMapper } from './line-mapper.ts';

/** Where a receiver writes the lines of a request; what the request's parameters ask for is done to them on their way out. */
export class LineOutput {
  readonly writer: JsonLineWriter = new JsonLineWriter();
  readonly #mapped: JsonLineWriter | undefined;
  readonly #mapper: LineMapper | undefined;

  constructor(parameters: IngestParameters, clock: () => number) {
    if (changesNothing(parameters)) return;
    this.#mapped = new JsonLineWriter();
    this.#mapper = new LineMapper(parameters, this.#mapped, clock);
  }

  /** Gives memory back; the output may not be used any more. */
  release(): void {
    this.writer.release();
    this.#mapped?.release();
  }

  /** The lines written since the last call. */
  take(): Uint8Array {
    const lines = this.writer.take();
    return this.map(lines);
  }

  /** Lines that came from elsewhere, as the parameters want them; the same bytes where they want nothing. */
  map(lines: Uint8Array): Uint8Array {
    if (this.#mapper === undefined || this.#mapped === undefined) return lines;
    this.#mapper.mapLines(lines);
    return this.#mapped.take();
  }
}
