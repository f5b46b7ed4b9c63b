import type { Block } from '../segments/block.ts';

/** The texts of one field in the block being evaluated, each made once for all leaves that want to see it. */
export class FieldTexts {
  private readonly field: string;
  private block: Block | null = null;
  private texts: (string | undefined)[] = [];

  constructor(field: string) {
    this.field = field;
  }

  /** Forgets the texts of the last block. */
  begin(block: Block): void {
    this.block = block;
    this.texts = [];
  }

  /** The text of a row, `''` where it has none. */
  text(row: number): string {
    let text = this.texts[row];
    if (text === undefined) {
      text = this.block?.column(this.field)?.text(row) ?? '';
      this.texts[row] = text;
    }
    return text;
  }
}
