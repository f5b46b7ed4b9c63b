import { type EngineExtension, type FieldIndex, InvalidArgumentError } from 'log-analytics-engine';

/** Which rows have a path of which first part: an index as a user may write one, as JSON. */
const firstParts: FieldIndex = {
  field: 'path',
  kind: 'first-part',
  build(values) {
    const rows: Record<string, number[]> = {};
    for (let i = 0; i < values.count; i++) {
      const part = values.text(i).split('/')[1] ?? '';
      rows[part] = [...(rows[part] ?? []), values.rowAt(i)];
    }
    return Buffer.from(JSON.stringify(rows));
  },
  open(bytes) {
    const rows = JSON.parse(Buffer.from(bytes).toString()) as Record<string, number[]>;
    return {
      candidates(predicate) {
        const { texts } = predicate;
        if (texts === undefined) return undefined;
        const parts = new Set([...texts].map((text) => text.split('/')[1] ?? ''));
        return Uint32Array.from([...parts].flatMap((part) => rows[part] ?? []).sort((a, b) => a - b));
      },
    };
  },
};

/** Knows how to add itself up, and loses that on the way to another thread. */
class Total {
  value = 0;
  plus(text: string): this {
    this.value += Number(text);
    return this;
  }
}

/** One of each kind. */
export const extension: EngineExtension = {
  filters: [
    {
      name: 'multiple_of',
      start([text]) {
        const factor = Number(text);
        if (!(factor > 0)) throw new InvalidArgumentError('multiple_of needs a number above 0');
        return (value) => value !== '' && Number(value) % factor === 0;
      },
    },
  ],
  pipes: [
    { name: 'twice', rowWise: true, start: () => ({ rows: (rows) => rows.flatMap((row) => [row, row]) }) },
    {
      name: 'gaps',
      start() {
        let last: number | undefined;
        return {
          *rows(rows) {
            for (const row of rows) {
              if (last !== undefined) yield { gap: Number(row.n) - last };
              last = Number(row.n);
            }
          },
        };
      },
    },
  ],
  stats: [
    {
      name: 'xor',
      initial: () => 0,
      add: (state, [text]) => (state as number) ^ Number(text),
      merge: (a, b) => (a as number) ^ (b as number),
      result: (state) => state as number,
    },
    {
      name: 'total',
      initial: () => new Total(),
      add: (state, [text = '']) => (state as Total).plus(text),
      result: (state) => (state as Total).value,
    },
  ],
  indexes: ['user', firstParts],
  alertKinds: [
    {
      name: 'distinct',
      check({ parameters }) {
        if (typeof parameters.field === 'string') return;
        throw new InvalidArgumentError('alert rule: parameters.field must name the field whose values are told apart');
      },
      start({ parameters, threshold }, saved) {
        const seen = new Set(saved as string[] | undefined);
        return {
          match(entry) {
            seen.add(entry.field(String(parameters.field)));
            return seen.size < threshold ? undefined : { count: seen.size, message: [...seen].join(', ') };
          },
          save: () => [...seen],
        };
      },
    },
  ],
};
