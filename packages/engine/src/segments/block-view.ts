import type { Bitmap } from '../bytes/bitmap.ts';
import type { Column } from '../columns/column.ts';
import { RowIndex } from '../columns/row-index.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { formatInstant } from '../entry/instant.ts';
import { formatTimestamp } from '../entry/timestamp-format.ts';
import { TIME_TEXT_FIELD } from '../ingest/field-table.ts';
import { type Block, type JsonType, NO_TENANT_DIGITS, type Timeline } from './block.ts';
import type { ColumnKey } from './block-parts.ts';
import type { BlockRows } from './block-rows.ts';
import type { BlockShape } from './block-shape.ts';
import { fieldTypes } from './field-types.ts';
import { writeRowJson } from './row-json.ts';

/** What all blocks do alike, wherever their columns come from. */
export abstract class BlockView implements Block {
  abstract readonly rowCount: number;
  abstract readonly minTimeMs: number;
  abstract readonly maxTimeMs: number;
  abstract readonly firstSequence: number;
  deleted: Bitmap | null = null;
  /** What the sequence numbers of the block's shard begin at where several shards are read as one; see `Shard.sequenceBase`. */
  sequenceBase = 0;
  /** What the ids of its streams begin with; see `Block.tenantDigits`. */
  tenantDigits: string = NO_TENANT_DIGITS;
  reads = 0;
  private cachedTimeline: Timeline | null = null;
  private cachedFieldNames: readonly string[] | null = null;
  private cachedPlaces: Map<string, number> | null = null;
  private cachedPositions: Uint32Array | null = null;
  /** By field, and by shape. */
  private readonly cachedTypes = new Map<string, readonly JsonType[]>();

  protected abstract keys(): readonly ColumnKey[];
  protected abstract shapes(): readonly BlockShape[];
  protected abstract blockRows(): BlockRows;
  /** The column at a place of `keys()`. */
  protected abstract columnAt(place: number): Column;

  abstract countByDirectory(field: string, predicate: ValuePredicate): { sure: number; unsure: number } | undefined;
  abstract mayMatch(field: string, predicate: ValuePredicate): boolean;
  abstract valueCounts(field: string): ReadonlyMap<string, number> | undefined;

  get fieldNames(): readonly string[] {
    this.cachedFieldNames ??= this.keys()
      .filter(({ name, occurrence }) => occurrence === 0 && name !== TIME_TEXT_FIELD)
      .map(({ name }) => name);
    return this.cachedFieldNames;
  }

  column(field: string): Column | undefined {
    const place = this.places().get(field);
    this.reads++;
    return place === undefined ? undefined : this.columnAt(place);
  }

  timeline(): Timeline {
    this.reads++;
    this.cachedTimeline ??= timelineOf(this.blockRows());
    return this.cachedTimeline;
  }

  sequenceOf(row: number): number {
    return this.sequenceBase + this.storedSequenceOf(row);
  }

  /** The sequence number of a row within its shard. */
  storedSequenceOf(row: number): number {
    const { sequenceOffsets } = this.blockRows();
    const position = this.positions()[row]!;
    return this.firstSequence + (sequenceOffsets === null ? position : sequenceOffsets[position]!);
  }

  typeOf(field: string, row: number): JsonType {
    let types = this.cachedTypes.get(field);
    if (types === undefined) {
      types = fieldTypes(field, this.places().get(field) ?? -1, this.shapes());
      this.cachedTypes.set(field, types);
    }
    return types[this.blockRows().shapeCodes[row]!]!;
  }

  json(row: number): string {
    const shape = this.shapes()[this.blockRows().shapeCodes[row]!]!;
    return writeRowJson(shape, ({ column }) => this.columnAt(column).text(row), this.timeText(row));
  }

  /**
   * The row as it went in, without the time of arrival that `json` begins with where the entry had no time of its own:
   * for storing it again, received at `timeline().ms[row]`.
   */
  storedJson(row: number): string {
    const shape = this.shapes()[this.blockRows().shapeCodes[row]!]!;
    const timeText = shape.timeLeaf < 0 ? null : this.timeText(row);
    return writeRowJson(shape, ({ column }) => this.columnAt(column).text(row), timeText);
  }

  /** The time of a row as it was written. */
  private timeText(row: number): string {
    const { timeMs, timeSubMs, timeFormats } = this.blockRows();
    const position = this.positions()[row]!;
    const ms = timeMs[position]!;
    const subMs = timeSubMs === null ? 0 : timeSubMs[position]!;
    const format = timeFormats[position]!;
    if (format !== 0) return formatTimestamp(ms, subMs, format);
    const kept = this.column(TIME_TEXT_FIELD)?.text(row) ?? '';
    return kept === '' ? formatInstant({ ms, subMs }) : kept;
  }

  /** By row: its position in time order. */
  private positions(): Uint32Array {
    if (this.cachedPositions === null) {
      const { byTime } = this.blockRows().order;
      const positions = new Uint32Array(byTime.length);
      for (let i = 0; i < byTime.length; i++) positions[byTime[i]!] = i;
      this.cachedPositions = positions;
    }
    return this.cachedPositions;
  }

  /** The place of each field's column; of several in a row, the first. */
  protected places(): Map<string, number> {
    if (this.cachedPlaces === null) {
      this.cachedPlaces = new Map();
      this.keys().forEach(({ name, occurrence }, place) => {
        if (occurrence === 0) this.cachedPlaces!.set(name, place);
      });
    }
    return this.cachedPlaces;
  }

  /** Forgets what was decoded; it is decoded again when asked for. */
  protected forgetRows(): void {
    this.cachedTimeline = null;
    this.cachedPositions = null;
    this.cachedTypes.clear();
  }
}

function timelineOf({ order, timeMs, timeSubMs }: BlockRows): Timeline {
  const { byTime } = order;
  const ms = new Float64Array(byTime.length);
  for (let i = 0; i < byTime.length; i++) ms[byTime[i]!] = timeMs[i]!;
  if (timeSubMs === null) return { ms, subMs: null, order: byTime };
  const subMs = new Uint32Array(byTime.length);
  for (let i = 0; i < byTime.length; i++) subMs[byTime[i]!] = timeSubMs[i]!;
  return { ms, subMs, order: byTime };
}

/** The rows that have a value in the column at `place`, told from their shapes; `shapeCodes` is called where not every shape has it. */
export function rowsOfColumn(
  place: number,
  shapes: readonly BlockShape[],
  rowCount: number,
  shapeCodes: () => Uint32Array,
): RowIndex {
  const has = new Uint8Array(shapes.length);
  let all = true;
  shapes.forEach(({ leaves }, code) => {
    if (leaves.some(({ column }) => column === place)) has[code] = 1;
    else all = false;
  });
  if (all) return RowIndex.dense(rowCount);
  const codes = shapeCodes();
  const rows = new Uint32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) if (has[codes[row]!] === 1) rows[count++] = row;
  return RowIndex.of(rowCount, rows.slice(0, count));
}
