import type { ValuePredicate } from '../columns/value-predicate.ts';
import type { FieldIndex, FieldIndexReader, IndexedValues } from './field-index.ts';

const LENGTH = 3;

/**
 * An index as a user may write one: which rows have a value with three characters in a row. A text that every match must
 * contain is looked for by all of its trigrams. Stored as JSON, for it is to be read and not to be fast.
 */
export class TrigramIndex implements FieldIndex {
  readonly field: string;
  readonly kind: string = 'trigram';

  constructor(field: string) {
    this.field = field;
  }

  build(values: IndexedValues): Uint8Array {
    const rows = new Map<string, number[]>();
    for (let i = 0; i < values.count; i++) {
      for (const trigram of trigramsOf(values.text(i))) {
        const list = rows.get(trigram);
        if (list === undefined) rows.set(trigram, [values.rowAt(i)]);
        else list.push(values.rowAt(i));
      }
    }
    return Buffer.from(JSON.stringify(Object.fromEntries(rows)));
  }

  open(part: Uint8Array): FieldIndexReader {
    const rows = JSON.parse(Buffer.from(part).toString()) as Record<string, number[]>;
    return { candidates: (predicate) => candidatesIn(rows, predicate) };
  }
}

function candidatesIn(rows: Record<string, number[]>, predicate: ValuePredicate): Uint32Array | undefined {
  const { texts, requiredTexts } = predicate;
  if (texts === undefined) return requiredTexts === undefined ? undefined : rowsWithAll(rows, requiredTexts);
  const found = [...texts].map((text) => rowsWithAll(rows, [text]));
  if (found.includes(undefined)) return undefined;
  return Uint32Array.from(new Set(found.flatMap((each) => [...each!]))).sort();
}

/** The rows with all trigrams of all texts; undefined where the texts are too short. */
function rowsWithAll(rows: Record<string, number[]>, texts: readonly string[]): Uint32Array | undefined {
  const lists = texts.flatMap(trigramsOf).map((trigram) => new Set(rows[trigram] ?? []));
  const [first, ...others] = lists;
  if (first === undefined) return undefined;
  return Uint32Array.from([...first].filter((row) => others.every((other) => other.has(row))));
}

function trigramsOf(text: string): string[] {
  const trigrams = new Set<string>();
  // Halves of surrogate pairs are not kept by UTF-8; as numbers they are.
  for (let at = 0; at + LENGTH <= text.length; at++)
    trigrams.add([0, 1, 2].map((i) => text.charCodeAt(at + i).toString(16)).join(' '));
  return [...trigrams];
}
