import { streamText } from '../fields/stream-text.ts';
import { HIDDEN_PREFIX } from '../json/member-names.ts';

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
  readonly #isLabel: ((name: string) => boolean) | undefined;
  readonly #known = new Map<string, StreamPrefix>();

  /**
   * @param parse reads labels from their text
   * @param isLabel which labels are the stream; undefined where the request says which fields are
   */
  constructor(
    parse: (text: string) => readonly (readonly [string, string])[],
    isLabel: ((name: string) => boolean) | undefined,
  ) {
    this.#parse = parse;
    this.#isLabel = isLabel;
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
    const fields = new Map([...labels].map(([name, value]) => [fieldOf(name), value]));
    if (this.#isLabel !== undefined) {
      fields.set('_stream', streamText([...labels].filter(([name]) => this.#isLabel?.(name))));
    }
    const members = [...fields].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return { members: Buffer.from(members.join(',')), names: [...fields.keys()].map((name) => Buffer.from(name)) };
  }
}

/** A label that has the name of what the server puts there keeps it behind a prefix. */
function fieldOf(label: string): string {
  return label === '_time' || label === '_stream' || label === '_msg' ? `${HIDDEN_PREFIX}${label}` : label;
}
