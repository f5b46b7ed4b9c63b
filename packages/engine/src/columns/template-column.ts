import type { Bitmap } from '../bytes/bitmap.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import type { SlotTester } from './constraint-tester.ts';
import type { HexColumnAt } from './hex-links.ts';
import type { RowIndex } from './row-index.ts';
import { readTemplateCodes, readTemplateHead, TemplateRows } from './template-rows.ts';
import { TemplateSet, VARIABLE_MARK } from './template-set.ts';
import type { TemplateSlots } from './template-slots.ts';
import { buildTemplateSlots } from './template-slots-builder.ts';
import { readTemplateSlots, writeTemplateSlots } from './template-slots-codec.ts';
import type { TemplateTokens } from './template-tokenizer.ts';
import { judgeTemplates, type KnownTemplates, TEMPLATE_ALL, TEMPLATE_SOME } from './template-verdicts.ts';
import { readTexts, writeTexts } from './text-list.ts';
import { writeUnsigned } from './unsigned-stream.ts';
import { ValueColumn } from './value-column.ts';
import { ByteValues } from './value-list.ts';
import type { ValuePredicate } from './value-predicate.ts';

const FEW_ROWS = 128;

/**
 * Texts as templates and variables. A filter is decided on each template once; only the rows of templates that leave it
 * open are looked at, and of those only the variables.
 */
export class TemplateColumn extends ValueColumn {
  readonly encoding = 'template';
  readonly templates: TemplateSet;
  /** The template of each value. */
  readonly codes: Uint32Array;
  readonly templateRows: TemplateRows;
  /** The variables of the templates, slot by slot; a slot lists its rows in value order. */
  readonly slots: TemplateSlots;
  /** Set by a segment, which knows its templates and decides each once for all blocks. */
  known: KnownTemplates | null = null;
  private ordinals: Uint32Array | null = null;

  private constructor(
    rows: RowIndex,
    templates: TemplateSet,
    codes: Uint32Array,
    templateRows: TemplateRows,
    slots: TemplateSlots,
  ) {
    super(rows);
    this.templates = templates;
    this.codes = codes;
    this.templateRows = templateRows;
    this.slots = slots;
  }

  /** `valueOrder[i]` is the text that becomes value `i`. */
  static build(rows: RowIndex, tokens: TemplateTokens, valueOrder: Uint32Array): TemplateColumn {
    const codes = gather(tokens.codes, valueOrder);
    const templateRows = TemplateRows.of(rows, codes, tokens.templates.count);
    const { firstRow, order } = templateRows;
    const texts = order === null ? valueOrder : gather(valueOrder, order);
    return new TemplateColumn(rows, tokens.templates, codes, templateRows, buildTemplateSlots(tokens, texts, firstRow));
  }

  static read(rows: RowIndex, source: ColumnSource, hexColumnAt: HexColumnAt | null): TemplateColumn {
    const { count, isGrouped } = readTemplateHead(rows, source);
    const texts = readTexts(source, count);
    const templates = new TemplateSet(texts.bytes, texts.offsets);
    const codes = readTemplateCodes(rows, source, count, isGrouped);
    const templateRows = TemplateRows.of(rows, codes, count);
    const { firstRow } = templateRows;
    const rowOf = (template: number, ordinal: number): number => templateRows.rowAt(firstRow[template]! + ordinal);
    const slots = readTemplateSlots(source, templates, firstRow, rowOf, hexColumnAt);
    return new TemplateColumn(rows, templates, codes, templateRows, slots);
  }

  /** See `TemplateRows`. */
  get firstRow(): Uint32Array {
    return this.templateRows.firstRow;
  }

  write(sink: ColumnSink, siblings: readonly ValueColumn[]): void {
    const { templates, templateRows, firstRow } = this;
    const isGrouped = templateRows.order === null;
    sink.meta.varint(templates.count).u8(isGrouped ? 1 : 0);
    writeTexts(sink, new ByteValues(templates.bytes, templates.offsets));
    if (isGrouped) {
      const counts = this.counts();
      writeUnsigned(sink, counts, counts.length);
    } else writeUnsigned(sink, this.codes, this.codes.length);
    writeTemplateSlots(
      sink,
      this.slots,
      (template, ordinal) => templateRows.rowAt(firstRow[template]! + ordinal),
      siblings,
    );
  }

  valueText(index: number): string {
    const template = this.codes[index]!;
    return this.build(template, this.ordinalOf(index, template));
  }

  /** Writes the text of a value as UTF-8. */
  writeText(index: number, out: ByteWriter): void {
    const { templates, slots } = this;
    const template = this.codes[index]!;
    const ordinal = this.ordinalOf(index, template);
    const { bytes, offsets } = templates;
    const end = offsets[template + 1]!;
    let slot = slots.firstSlot[template]!;
    let at = out.sliceUntil(bytes, offsets[template]!, end, VARIABLE_MARK);
    while (at < end) {
      slots.write(slot++, ordinal, out);
      at = out.sliceUntil(bytes, at + 1, end, VARIABLE_MARK);
    }
  }

  /** The value at a position of the list of all values template by template, to which `firstRow` refers. */
  valueAt(position: number): number {
    return this.templateRows.valueAt(position);
  }

  /** How many values each template has. */
  counts(): Uint32Array {
    const counts = new Uint32Array(this.templates.count);
    for (let t = 0; t < counts.length; t++) counts[t] = this.firstRow[t + 1]! - this.firstRow[t]!;
    return counts;
  }

  override narrow(predicate: ValuePredicate, selection: Bitmap): void {
    if (selection.count() <= FEW_ROWS) {
      this.narrowFew(predicate, selection);
      return;
    }
    const { verdicts, rowTester } = judgeTemplates(this.templates, this.slots, predicate, this.known);
    const kept = this.templateRows.absentIf(predicate.test(''));
    for (let template = 0; template < verdicts.length; template++) {
      const verdict = verdicts[template];
      if (verdict === TEMPLATE_ALL) this.templateRows.addTo(kept, template);
      else if (verdict === TEMPLATE_SOME) {
        const tester = rowTester(template) ?? ((ordinal) => predicate.test(this.build(template, ordinal)));
        this.addPassingRows(template, selection, kept, tester);
      }
    }
    selection.and(kept);
  }

  /** For a few rows making their texts is cheaper than looking at all templates. */
  private narrowFew(predicate: ValuePredicate, selection: Bitmap): void {
    const known = this.known?.verdicts(predicate) ?? null;
    const passes = (index: number): boolean => {
      const verdict = known === null ? TEMPLATE_SOME : known[this.codes[index]!];
      return verdict === TEMPLATE_SOME ? predicate.test(this.valueText(index)) : verdict === TEMPLATE_ALL;
    };
    this.narrowValues(selection, predicate.test(''), passes);
  }

  private addPassingRows(template: number, selection: Bitmap, kept: Bitmap, tester: SlotTester): void {
    if (tester === false) return;
    if (tester === true) {
      this.templateRows.addTo(kept, template);
      return;
    }
    const start = this.firstRow[template]!;
    const end = this.firstRow[template + 1]!;
    for (let i = start; i < end; i++) {
      const row = this.templateRows.rowAt(i);
      if (selection.has(row) && tester(i - start)) kept.set(row);
    }
  }

  private ordinalOf(index: number, template: number): number {
    const { order, firstRow } = this.templateRows;
    if (order === null) return index - firstRow[template]!;
    this.ordinals ??= ordinalsOf(order, firstRow);
    return this.ordinals[index]!;
  }

  private build(template: number, ordinal: number): string {
    const pieces = this.templates.pieces(template);
    let text = pieces[0]!;
    const slot = this.slots.firstSlot[template]!;
    for (let i = 1; i < pieces.length; i++) text += this.slots.text(slot + i - 1, ordinal) + pieces[i]!;
    return text;
  }

  get memoryBytes(): number {
    return this.templates.bytes.byteLength * 3 + this.codes.byteLength * 3 + this.slots.memoryBytes;
  }
}

function gather(values: Uint32Array, places: Uint32Array): Uint32Array {
  const gathered = new Uint32Array(places.length);
  for (let i = 0; i < places.length; i++) gathered[i] = values[places[i]!]!;
  return gathered;
}

function ordinalsOf(order: Uint32Array, firstRow: Uint32Array): Uint32Array {
  const ordinals = new Uint32Array(order.length);
  for (let t = 0; t + 1 < firstRow.length; t++) {
    for (let i = firstRow[t]!; i < firstRow[t + 1]!; i++) ordinals[order[i]!] = i - firstRow[t]!;
  }
  return ordinals;
}
