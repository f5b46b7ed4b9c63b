import type { StatsEntry, StatsPipe } from '../../logsql/syntax-tree.ts';
import { isWildcard } from '../pipeline/field-patterns.ts';
import { STREAM_FIELD, STREAM_ID_FIELD } from '../stream-id.ts';
import type { StoredBatch } from './stored-batch.ts';

/*
 * Results of some functions show fields one after the other: `row_any(b, a)` is `{"b":…,"a":…}`. Over stored rows the reference
 * shows them in the order in which it reads them, and so do we.
 */

/** What stands before the other fields where not all of them are named. */
const LEADING: readonly string[] = ['_time', STREAM_ID_FIELD, STREAM_FIELD, '_msg'];

/**
 * The functions with the fields that each names in the order in which they are read: as they first stand in the pipe, those of `by`
 * before; or, where patterns stand among them, as `inReadOrder` has it.
 */
export function withReadOrder({ by, functions }: StatsPipe): readonly StatsEntry[] {
  const names = [...by.map(({ field }) => field), ...functions.flatMap(({ function: node }) => fieldsReadBy(node))];
  const places = new Map<string, number>();
  const readsPatterns = names.some(isWildcard);
  for (const name of readsPatterns ? names.toSorted(compareNames) : names) {
    if (!places.has(name)) places.set(name, places.size);
  }
  return functions.map((entry) => {
    const { function: node } = entry;
    if (!('fields' in node) || node.fields.length < 2 || node.fields.some(isWildcard)) return entry;
    const fields = node.fields.toSorted((a, b) => places.get(a)! - places.get(b)!);
    return { ...entry, function: { ...node, fields } };
  });
}

function fieldsReadBy(node: StatsEntry['function']): readonly string[] {
  const fields = 'fields' in node ? node.fields : [];
  // To count rows none of their fields is read.
  if (node.kind === 'count' && fields.includes('*')) return [];
  return 'field' in node ? [...fields, node.field] : fields;
}

/** Fields of stored rows: time, stream and message, then those that all rows of the block have with one value, then the others, by name. */
export function inReadOrder(batch: StoredBatch, names: readonly string[]): readonly string[] {
  const sorted = names.toSorted(compareNames);
  const leading = sorted.filter((name) => LEADING.includes(name));
  const others = sorted.slice(leading.length);
  return [
    ...leading,
    ...others.filter((name) => isConstant(batch, name)),
    ...others.filter((name) => !isConstant(batch, name)),
  ];
}

function isConstant(batch: StoredBatch, name: string): boolean {
  const column = batch.column(name);
  return column?.encoding === 'constant' && column.rows.rows === null;
}

function compareNames(a: string, b: string): number {
  return leadingPlace(a) - leadingPlace(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function leadingPlace(name: string): number {
  const place = LEADING.indexOf(name);
  return place < 0 ? LEADING.length : place;
}
