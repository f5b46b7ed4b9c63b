/** Rows of a block in an order of their own, and where each of them stands in it. All fields of a batch share one. */
export class RowPositions {
  readonly rows: Uint32Array;
  private readonly rowCount: number;
  private map: Int32Array | null = null;
  private repeats = false;
  private picked: { readonly positions: Uint32Array; readonly rows: RowPositions } | null = null;

  /** @param rowCount Of the block. */
  constructor(rows: Uint32Array, rowCount: number) {
    this.rows = rows;
    this.rowCount = rowCount;
  }

  /** By row of the block: its position, or -1; null where a row has several. */
  byRow(): Int32Array | null {
    this.map ??= this.buildMap();
    return this.repeats ? null : this.map;
  }

  private buildMap(): Int32Array {
    const map = new Int32Array(this.rowCount).fill(-1);
    for (let position = 0; position < this.rows.length; position++) {
      const row = this.rows[position]!;
      this.repeats ||= map[row]! >= 0;
      map[row] = position;
    }
    return map;
  }

  /** The rows at some positions. */
  pick(positions: Uint32Array): RowPositions {
    if (this.picked?.positions !== positions) {
      const rows = positions.map((position) => this.rows[position]!);
      this.picked = { positions, rows: new RowPositions(rows, this.rowCount) };
    }
    return this.picked.rows;
  }
}
