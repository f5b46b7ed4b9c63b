import { byteRangesOf } from '../columns/byte-ranges.ts';
import type { Column } from '../columns/column.ts';
import { encodeColumn } from '../columns/encode-column.ts';
import { RowIndex } from '../columns/row-index.ts';
import { stringifyExactJson } from '../entry/exact-json.ts';
import { normalizeFilters } from '../entry/normalize-filters.ts';
import { LOGSQL } from '../logsql/logsql.ts';
import {
  ArrayBlock,
  type BlockPowers,
  NO_POWERS,
  type TestRow,
  textOfValue,
} from '../query/array-block.test-support.ts';
import { filterObjectToNode } from '../query/filter-object.ts';
import { parseRuleFilter } from '../query/rule-filter.ts';
import type { ConditionCompiler } from './evaluated-rule.ts';
import type { AlertEvaluator } from './evaluator.ts';

export const COMPILER: ConditionCompiler = {
  compileFilters: (filters) => filterObjectToNode(normalizeFilters(filters)),
  compileLogsql: (text) => parseRuleFilter(text, LOGSQL),
};

/** 2026-03-02T12:00:00Z, the time by the clock of tests. */
export const NOW_MS: number = Date.UTC(2026, 2, 2, 12);

/** A row some seconds after `NOW_MS`. */
export function row(sequence: number, seconds: number, fields: Readonly<Record<string, unknown>> = {}): TestRow {
  return { sequence, ms: NOW_MS + seconds * 1000, fields: { _msg: `message ${sequence}`, level: 'ERROR', ...fields } };
}

/** A block whose rows may hold integers of any length. */
export class ExactBlock extends ArrayBlock {
  readonly #rows: readonly TestRow[];

  constructor(rows: readonly TestRow[], powers: BlockPowers = NO_POWERS) {
    super(rows, powers);
    this.#rows = rows;
  }

  override json(row: number): string {
    return stringifyExactJson(this.#rows[row]!.fields)!;
  }
}

export function blockOf(...rows: TestRow[]): ArrayBlock {
  return new ExactBlock(rows);
}

/** A block over columns as storage encodes them. */
export class EncodedBlock extends ExactBlock {
  readonly #columns = new Map<string, Column>();

  constructor(rows: readonly TestRow[]) {
    super(rows);
    for (const field of this.fieldNames) {
      const texts = rows.map((row) => textOfValue(row.fields[field]));
      const present = [...texts.keys()].filter((index) => texts[index] !== '');
      const ranges = byteRangesOf(texts.filter((text) => text !== ''));
      this.#columns.set(field, encodeColumn(RowIndex.of(rows.length, Uint32Array.from(present)), ranges));
    }
  }

  override column(field: string): Column | undefined {
    return this.#columns.get(field);
  }
}

/** The state of an evaluator as it comes back from a file. */
export function saved(evaluator: AlertEvaluator): unknown {
  return JSON.parse(JSON.stringify(evaluator.saveState()));
}
