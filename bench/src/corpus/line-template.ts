import type { SeededRandom } from './seeded-random.ts';
import type { TracePool } from './trace-pool.ts';
import { VARIABLES } from './variables.ts';

export type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/**
 * A kind of line as people write it down. Texts hold variables in braces (see VARIABLES); the same variable has the same
 * value throughout a row, and `{port.2}` is a second, independent `{port}`.
 */
export interface LineTemplate {
  /** How often the line occurs, in relation to the others of its family. */
  readonly weight: number;
  readonly source: string;
  /** INFO unless given. */
  readonly level?: Level;
  readonly message: string;
  /**
   * The other fields in their order. A value that begins with `=` is JSON as it stands (`={pid}` is a number), any other
   * is a string. A key that ends with `?` is there in half of the rows. `duration_ms` is written before the level.
   */
  readonly fields?: Readonly<Record<string, string>>;
}

/** The lines of one system, which share a tag. */
export interface LineFamily {
  readonly tag: string;
  /** The share of the corpus, in relation to the other families. */
  readonly weight: number;
  /** By how much the family is busier during the incident of the day; 1 unless given. */
  readonly incidentFactor?: number;
  readonly lines: readonly LineTemplate[];
}

/** One row before it is written as JSON. */
export interface CorpusRow {
  readonly level: Level;
  readonly source: string;
  readonly message: string;
  readonly tag: string;
  /** JSON text of each value, by key, in the order in which they are written. */
  readonly fields: readonly (readonly [key: string, json: string])[];
  /** The trace id that the message holds, if it holds one. */
  readonly messageTraceId: string | undefined;
}

/** A line template made ready for use: draws rows. */
export type RowMaker = (random: SeededRandom, traces: TracePool) => CorpusRow;

type Render = (values: (string | undefined)[], random: SeededRandom, traces: TracePool) => string;

interface FieldMaker {
  readonly key: string;
  readonly optional: boolean;
  readonly raw: boolean;
  readonly render: Render;
}

/** @throws RangeError for a variable that VARIABLES does not have. */
export function compileLine(template: LineTemplate, tag: string): RowMaker {
  const slots = new Map<string, number>();
  const source = compileText(template.source, slots);
  const message = compileText(template.message, slots);
  const fields = Object.entries(template.fields ?? {}).map(
    ([key, value]): FieldMaker => ({
      key: key.replace(/\?$/, ''),
      optional: key.endsWith('?'),
      raw: value.startsWith('='),
      render: compileText(value.replace(/^=/, ''), slots),
    }),
  );
  const traceSlot = slots.get('trace');
  const level = template.level ?? 'INFO';
  return (random, traces) => {
    const values: (string | undefined)[] = new Array(slots.size);
    const row = { level, source: source(values, random, traces), message: message(values, random, traces), tag };
    const fieldTexts: [string, string][] = [];
    for (const { key, optional, raw, render } of fields) {
      if (optional && random.chance(0.5)) continue;
      const text = render(values, random, traces);
      fieldTexts.push([key, raw ? text : JSON.stringify(text)]);
    }
    return { ...row, fields: fieldTexts, messageTraceId: traceSlot === undefined ? undefined : values[traceSlot] };
  };
}

function compileText(text: string, slots: Map<string, number>): Render {
  // Odd pieces are the names of variables.
  const pieces = text.split(/\{([a-z][A-Za-z0-9]*(?:\.\d+)?)\}/).map((piece, index) => {
    if (index % 2 === 0) return piece;
    const variable = VARIABLES[piece.replace(/\.\d+$/, '')];
    if (variable === undefined) throw new RangeError(`there is no variable {${piece}}, which stands in: ${text}`);
    const slot = slots.get(piece) ?? slots.size;
    slots.set(piece, slot);
    return { slot, variable };
  });
  return (values, random, traces) => {
    let rendered = '';
    for (const piece of pieces) {
      if (typeof piece === 'string') rendered += piece;
      else rendered += values[piece.slot] ??= piece.variable(random, traces);
    }
    return rendered;
  };
}
