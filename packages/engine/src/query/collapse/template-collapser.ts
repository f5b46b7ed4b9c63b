import type { TemplateColumn } from '../../columns/template-column.ts';
import type { TemplateSet } from '../../columns/template-set.ts';
import { SLOT_KIND } from '../../columns/template-slots.ts';
import type { Block } from '../../segments/block.ts';
import { StoredBlock } from '../../segments/stored-block.ts';
import type { BatchDictionary } from '../pipeline/result-batch.ts';
import { storedBlock } from '../stream-block.ts';
import { collapseNumbers } from './collapse-numbers.ts';

/** The collapsed texts of a slot: one where it is the same in all rows, else one for each row of its template. */
type CollapsedSlot = string | readonly string[];

const NUMBER = '<N>';

/**
 * Collapses the columns of many blocks by way of their templates. A number never runs over the end of a word, and variables are
 * whole words: so the pieces of a template are collapsed once, and of variables only those that may be something else than
 * a number.
 */
export class TemplateCollapser {
  /** By template of a segment, which knows them for all its blocks. */
  private readonly ofSegments = new Map<TemplateSet, (readonly string[] | undefined)[]>();

  /** The collapsed texts of a column by row; rows without a value have the empty text. */
  collapse(block: Block, field: string, column: TemplateColumn): BatchDictionary {
    const values: string[] = [''];
    const known = new Map<string, number>([['', 0]]);
    const codeOf = (text: string): number => {
      let code = known.get(text);
      if (code === undefined) {
        code = values.push(text) - 1;
        known.set(text, code);
      }
      return code;
    };
    const codes = new Uint32Array(column.rows.rowCount);
    const piecesOf = this.piecesIn(block, field, column);
    const slots = new SlotCollapser(column);
    for (let template = 0; template < column.templates.count; template++) {
      const start = column.firstRow[template]!;
      const end = column.firstRow[template + 1]!;
      const text = joined(piecesOf(template), slots.slotsOf(template));
      if (typeof text === 'string') {
        const code = codeOf(text);
        for (let position = start; position < end; position++) codes[rowAt(column, position)] = code;
      } else {
        for (let position = start; position < end; position++)
          codes[rowAt(column, position)] = codeOf(text(position - start));
      }
    }
    return { values, codes };
  }

  /** The collapsed pieces of the templates of a block. */
  private piecesIn(block: Block, field: string, column: TemplateColumn): (template: number) => readonly string[] {
    const stored = storedBlock(block);
    const summary = stored instanceof StoredBlock ? stored.knownSummary?.fields.get(field) : undefined;
    if (summary?.kind !== 'templates') return (template) => column.templates.pieces(template).map(collapseNumbers);
    const templates = summary.field.templates.templates();
    let pieces = this.ofSegments.get(templates);
    if (pieces === undefined) {
      pieces = [];
      this.ofSegments.set(templates, pieces);
    }
    return (template) => {
      const id = summary.ids[template]!;
      pieces[id] ??= templates.pieces(id).map(collapseNumbers);
      return pieces[id];
    };
  }
}

function rowAt(column: TemplateColumn, position: number): number {
  return column.rows.rowAt(column.valueAt(position));
}

/** Pieces with the slots between them: one text, or one for each row of the template. */
function joined(pieces: readonly string[], slots: readonly CollapsedSlot[]): string | ((ordinal: number) => string) {
  const texts = [pieces[0]!];
  const varying: (readonly string[])[] = [];
  slots.forEach((slot, index) => {
    const piece = pieces[index + 1]!;
    if (typeof slot === 'string') texts[texts.length - 1] += slot + piece;
    else {
      varying.push(slot);
      texts.push(piece);
    }
  });
  if (varying.length === 0) return texts[0]!;
  return (ordinal) => {
    let text = texts[0]!;
    for (let i = 0; i < varying.length; i++) text += varying[i]![ordinal]! + texts[i + 1]!;
    return text;
  };
}

class SlotCollapser {
  private readonly column: TemplateColumn;
  /** By code of the variable dictionary, where it was needed. */
  private readonly collapsed: (string | undefined)[] = [];

  constructor(column: TemplateColumn) {
    this.column = column;
  }

  slotsOf(template: number): CollapsedSlot[] {
    const { slots, firstRow } = this.column;
    const rows = firstRow[template + 1]! - firstRow[template]!;
    const collapsed: CollapsedSlot[] = [];
    for (let slot = slots.firstSlot[template]!; slot < slots.firstSlot[template + 1]!; slot++)
      collapsed.push(this.slot(slot, rows));
    return collapsed;
  }

  private slot(slot: number, rows: number): CollapsedSlot {
    const { slots } = this.column;
    const param = slots.params[slot]!;
    switch (slots.kinds[slot]!) {
      case SLOT_KIND.constant:
        return this.ofCode(param);
      case SLOT_KIND.uint32:
      case SLOT_KIND.padded:
      case SLOT_KIND.uint53:
        return NUMBER;
      // Two digits may be too few; four and more, always an even number, are not.
      case SLOT_KIND.hex:
        if (param > 1) return NUMBER;
        break;
      case SLOT_KIND.prefixedHex:
        if (param > 1) return `0x${NUMBER}`;
        break;
      case SLOT_KIND.dictionary: {
        const base = slots.bases[slot]!;
        return perRow(rows, (ordinal) => this.ofCode(slots.codes[base + ordinal]!));
      }
    }
    return perRow(rows, (ordinal) => collapseNumbers(slots.text(slot, ordinal)));
  }

  private ofCode(code: number): string {
    this.collapsed[code] ??= collapseNumbers(this.column.slots.dictionary.text(code));
    return this.collapsed[code];
  }
}

function perRow(rows: number, textOf: (ordinal: number) => string): CollapsedSlot {
  const first = rows === 0 ? '' : textOf(0);
  let ordinal = 1;
  while (ordinal < rows && textOf(ordinal) === first) ordinal++;
  return ordinal >= rows ? first : Array.from({ length: rows }, (_, row) => textOf(row));
}
