import { lowerCase } from '../entry/lower-case.ts';
import type { Block } from '../segments/block.ts';

/** The texts of one field in the block being evaluated, each made once for all leaves that want to see it. */
export class FieldTexts {
  private readonly field: string;
  private block: Block | null = null;
  private texts: (string | undefined)[] = [];
  private lowerTexts: (string | undefined)[] = [];

  constructor(field: string) {
    this.field = field;
  }

  /** Forgets the texts of the last block. */
  begin(block: Block): void {
    this.block = block;
    this.texts = [];
    this.lowerTexts = [];
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

  /** The same in lower case. */
  lower(row: number): string {
    let text = this.lowerTexts[row];
    if (text === undefined) {
      text = lowerCase(this.text(row));
      this.lowerTexts[row] = text;
    }
    return text;
  }
}
