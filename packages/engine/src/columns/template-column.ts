import { Bitmap } from '../bytes/bitmap.ts';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import type { SlotTester } from './constraint-tester.ts';
import type { HexColumnAt } from './hex-links.ts';
import type { RowIndex } from './row-index.ts';
import { TemplateSet } from './template-set.ts';
import type { TemplateSlots } from './template-slots.ts';
import { buildTemplateSlots } from './template-slots-builder.ts';
import { readTemplateSlots, writeTemplateSlots } from './template-slots-codec.ts';
import type { TemplateTokens } from './template-tokenizer.ts';
import { judgeTemplates, type KnownVerdicts, TEMPLATE_ALL, TEMPLATE_SOME } from './template-verdicts.ts';
import { readTexts, writeTexts } from './text-list.ts';
import { readUint32, writeUnsigned } from './unsigned-stream.ts';
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
  /** `order` lists the values template by template; those of template `t` are at `firstRow[t]` to `firstRow[t + 1]`. */
  readonly firstRow: Uint32Array;
  private readonly order: Uint32Array | null;
  /** The variables of the templates, slot by slot; a slot lists its rows in value order. */
  readonly slots: TemplateSlots;
  /** Set by a segment, which knows its templates and decides each once for all blocks. */
  knownVerdicts: KnownVerdicts | null = null;
  private ordinals: Uint32Array | null = null;

  private constructor(
    rows: RowIndex,
    templates: TemplateSet,
    codes: Uint32Array,
    grouping: Grouping,
    slots: TemplateSlots,
  ) {
    super(rows);
    this.templates = templates;
    this.codes = codes;
    this.firstRow = grouping.firstRow;
    this.order = grouping.order;
    this.slots = slots;
  }

  /** `valueOrder[i]` is the text that becomes value `i`. */
  static build(rows: RowIndex, tokens: TemplateTokens, valueOrder: Uint32Array): TemplateColumn {
    const codes = gather(tokens.codes, valueOrder);
    const grouping = group(codes, tokens.templates.count);
    const texts = grouping.order === null ? valueOrder : gather(valueOrder, grouping.order);
    return new TemplateColumn(
      rows,
      tokens.templates,
      codes,
      grouping,
      buildTemplateSlots(tokens, texts, grouping.firstRow),
    );
  }

  static read(rows: RowIndex, source: ColumnSource, hexColumnAt: HexColumnAt | null): TemplateColumn {
    const count = source.meta.varint();
    const isGrouped = source.meta.u8() === 1;
    if (count > rows.count) throw new MalformedBytesError(`${rows.count} values have ${count} templates`);
    const texts = readTexts(source, count);
    const templates = new TemplateSet(texts.bytes, texts.offsets);
    const codes = isGrouped ? spread(readUint32(source, count), rows.count) : readUint32(source, rows.count);
    for (let i = 0; i < codes.length; i++)
      if (codes[i]! >= count) throw new MalformedBytesError('a template code is out of range');
    const grouping = group(codes, count);
    const { firstRow, order } = grouping;
    const rowOf = (template: number, ordinal: number): number =>
      rows.rowAt(order === null ? firstRow[template]! + ordinal : order[firstRow[template]! + ordinal]!);
    const slots = readTemplateSlots(source, templates, firstRow, rowOf, hexColumnAt);
    return new TemplateColumn(rows, templates, codes, grouping, slots);
  }

  write(sink: ColumnSink, siblings: readonly ValueColumn[]): void {
    const { templates, firstRow } = this;
    const isGrouped = this.order === null;
    sink.meta.varint(templates.count).u8(isGrouped ? 1 : 0);
    writeTexts(sink, new ByteValues(templates.bytes, templates.offsets));
    if (isGrouped) {
      const counts = this.counts();
      writeUnsigned(sink, counts, counts.length);
    } else writeUnsigned(sink, this.codes, this.codes.length);
    writeTemplateSlots(sink, this.slots, (template, ordinal) => this.rowOf(firstRow[template]! + ordinal), siblings);
  }

  valueText(index: number): string {
    const template = this.codes[index]!;
    return this.build(template, this.ordinalOf(index, template));
  }

  /** The value at a position of the list of all values template by template, to which `firstRow` refers. */
  valueAt(position: number): number {
    return this.order === null ? position : this.order[position]!;
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
    const { verdicts, rowTester } = judgeTemplates(this.templates, this.slots, predicate, this.knownVerdicts);
    const kept = predicate.test('') ? this.rows.presence().not() : new Bitmap(selection.size);
    for (let template = 0; template < verdicts.length; template++) {
      const verdict = verdicts[template];
      if (verdict === TEMPLATE_ALL) this.addRows(template, kept);
      else if (verdict === TEMPLATE_SOME) {
        const tester = rowTester(template) ?? ((ordinal) => predicate.test(this.build(template, ordinal)));
        this.addPassingRows(template, selection, kept, tester);
      }
    }
    selection.and(kept);
  }

  /** For a few rows making their texts is cheaper than looking at all templates. */
  private narrowFew(predicate: ValuePredicate, selection: Bitmap): void {
    const known = this.knownVerdicts?.(predicate) ?? null;
    const passes = (index: number): boolean => {
      const verdict = known === null ? TEMPLATE_SOME : known[this.codes[index]!];
      return verdict === TEMPLATE_SOME ? predicate.test(this.valueText(index)) : verdict === TEMPLATE_ALL;
    };
    this.narrowValues(selection, predicate.test(''), passes);
  }

  private addRows(template: number, kept: Bitmap): void {
    const start = this.firstRow[template]!;
    const end = this.firstRow[template + 1]!;
    if (this.order === null && this.rows.rows === null) kept.setRange(start, end);
    else for (let i = start; i < end; i++) kept.set(this.rowOf(i));
  }

  private addPassingRows(template: number, selection: Bitmap, kept: Bitmap, tester: SlotTester): void {
    if (tester === false) return;
    if (tester === true) {
      this.addRows(template, kept);
      return;
    }
    const start = this.firstRow[template]!;
    const end = this.firstRow[template + 1]!;
    for (let i = start; i < end; i++) {
      const row = this.rowOf(i);
      if (selection.has(row) && tester(i - start)) kept.set(row);
    }
  }

  private rowOf(position: number): number {
    return this.rows.rowAt(this.valueAt(position));
  }

  private ordinalOf(index: number, template: number): number {
    if (this.order === null) return index - this.firstRow[template]!;
    this.ordinals ??= ordinalsOf(this.order, this.firstRow);
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

interface Grouping {
  readonly firstRow: Uint32Array;
  /** Null when values already stand template by template. */
  readonly order: Uint32Array | null;
}

/** A stable counting sort of values by template. */
function group(codes: Uint32Array, templateCount: number): Grouping {
  const firstRow = new Uint32Array(templateCount + 1);
  countCodes(codes, firstRow);
  for (let t = 0; t < templateCount; t++) firstRow[t + 1]! += firstRow[t]!;
  if (isAscending(codes)) return { firstRow, order: null };
  const order = new Uint32Array(codes.length);
  placeValues(codes, firstRow.slice(), order);
  return { firstRow, order };
}

// A loop each, so that V8 need not compile one of them before it has seen the others.

function countCodes(codes: Uint32Array, firstRow: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) firstRow[codes[i]! + 1]!++;
}

function isAscending(codes: Uint32Array): boolean {
  for (let i = 1; i < codes.length; i++) if (codes[i]! < codes[i - 1]!) return false;
  return true;
}

function placeValues(codes: Uint32Array, next: Uint32Array, order: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) order[next[codes[i]!]!++] = i;
}

function gather(values: Uint32Array, places: Uint32Array): Uint32Array {
  const gathered = new Uint32Array(places.length);
  for (let i = 0; i < places.length; i++) gathered[i] = values[places[i]!]!;
  return gathered;
}

function spread(counts: ArrayLike<number>, total: number): Uint32Array {
  const codes = new Uint32Array(total);
  let at = 0;
  for (let t = 0; t < counts.length; t++) {
    if (at + counts[t]! > total) throw new MalformedBytesError('template counts exceed the rows');
    codes.fill(t, at, at + counts[t]!);
    at += counts[t]!;
  }
  if (at !== total) throw new MalformedBytesError('template counts do not add up to the rows');
  return codes;
}

function ordinalsOf(order: Uint32Array, firstRow: Uint32Array): Uint32Array {
  const ordinals = new Uint32Array(order.length);
  for (let t = 0; t + 1 < firstRow.length; t++) {
    for (let i = firstRow[t]!; i < firstRow[t + 1]!; i++) ordinals[order[i]!] = i - firstRow[t]!;
  }
  return ordinals;
}
