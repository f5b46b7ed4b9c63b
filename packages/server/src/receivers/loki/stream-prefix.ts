import { streamText } from '../fields/stream-text.ts';

const PREFIXES_MAX = 10_000;

/** What all entries of a stream have in common. */
export interface StreamPrefix {
  /** The labels, and the name of the stream, as members of a JSON object: `"app":"nginx","_stream":"{app=\"nginx\"}"`. */
  readonly members: Uint8Array;
  /** The names of its members, in UTF-8. */
  readonly names: readonly Uint8Array[];
}

/** The prefixes of streams by the text that their labels came as: senders send the same streams again and again. */
export class StreamPrefixes {
  readonly #parse: (text: string) => readonly (readonly [string, string])[];
  readonly #namesStream: boolean;
  readonly #known = new Map<string, StreamPrefix>();

  /**
   * @param parse reads labels from their text
   * @param namesStream whether the labels are the stream; if not, the request says which fields are
   */
  constructor(parse: (text: string) => readonly (readonly [string, string])[], namesStream: boolean) {
    this.#parse = parse;
    this.#namesStream = namesStream;
  }

  /** @throws what `parse` throws */
  of(text: string): StreamPrefix {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const prefix = this.#prefixOf(new Map(this.#parse(text)));
    if (this.#known.size >= PREFIXES_MAX) this.#known.clear();
    this.#known.set(text, prefix);
    return prefix;
  }

  #prefixOf(labels: Map<string, string>): StreamPrefix {
    const stream = streamText([...labels]);
    if (this.#namesStream) labels.set('_stream', stream);
    const members = [...labels].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return { members: Buffer.from(members.join(',')), names: [...labels.keys()].map((name) => Buffer.from(name)) };
  }
}
