/** What retention has removed: whole segments, and what was in them. */
export interface RemovalFigures {
  readonly segments: number;
  /** Rows that were not deleted before. */
  readonly rows: number;
  readonly bytes: number;
}

/** Why a segment is removed: its rows are too old, or there are too many bytes. */
export type RemovalReason = 'age' | 'size';

/** Since the store was opened, by reason. */
export type Removals = Readonly<Record<RemovalReason, RemovalFigures>>;

export const NO_REMOVALS: Removals = {
  age: { segments: 0, rows: 0, bytes: 0 },
  size: { segments: 0, rows: 0, bytes: 0 },
};

export function addRemovals(a: Removals, b: Removals): Removals {
  return { age: addFigures(a.age, b.age), size: addFigures(a.size, b.size) };
}

function addFigures(a: RemovalFigures, b: RemovalFigures): RemovalFigures {
  return { segments: a.segments + b.segments, rows: a.rows + b.rows, bytes: a.bytes + b.bytes };
}
