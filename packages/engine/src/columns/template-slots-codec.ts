import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { type HexColumnAt, type HexLayout, readHexValues, writeHexValues } from './hex-links.ts';
import type { TemplateSet } from './template-set.ts';
import { HEX_BYTES_MAX, PADDED_DIGITS_MAX, SLOT_KIND, StreamPlaces, TemplateSlots } from './template-slots.ts';
import { readTexts, writeTexts } from './text-list.ts';
import { readUint32, readUnsigned, writeUnsigned } from './unsigned-stream.ts';
import type { ValueColumn } from './value-column.ts';

/**
 * Writes the slots of a template column: kinds, parameters, then the streams of the kinds.
 *
 * @param rowOf see `HexLayout`
 * @param siblings the columns of the block, by place
 */
export function writeTemplateSlots(
  sink: ColumnSink,
  slots: TemplateSlots,
  rowOf: HexLayout['rowOf'],
  siblings: readonly ValueColumn[],
): void {
  sink.stream(slots.kinds);
  const params = relativeParams(slots.kinds, slots.params);
  writeUnsigned(sink, params, params.length);
  writeUnsigned(sink, slots.uint32, slots.uint32.length);
  writeUnsigned(sink, slots.uint53, slots.uint53.length);
  const { firstSlot, kinds, bases, rowCounts, hexSlots, hexTemplates } = slots;
  const layout = { firstSlot, kinds, params: slots.params, bases, rowCounts, rowOf, hexSlots, hexTemplates };
  writeHexValues(sink, layout, slots.hex, siblings);
  writeUnsigned(sink, slots.codes, slots.codes.length);
  sink.meta.varint(slots.dictionary.count);
  writeTexts(sink, slots.dictionary);
  writeTexts(sink, slots.texts);
}

/** Reads back what `writeTemplateSlots` wrote. Stream lengths follow from the kinds and the rows of each template. */
export function readTemplateSlots(
  source: ColumnSource,
  templates: TemplateSet,
  firstRow: Uint32Array,
  rowOf: HexLayout['rowOf'],
  hexColumnAt: HexColumnAt | null,
): TemplateSlots {
  const firstSlot = new Uint32Array(templates.count + 1);
  const rowCounts = new Uint32Array(templates.count);
  for (let t = 0; t < templates.count; t++) {
    firstSlot[t + 1] = firstSlot[t]! + templates.variableCount(t);
    rowCounts[t] = firstRow[t + 1]! - firstRow[t]!;
  }
  const slotCount = firstSlot[templates.count]!;
  const kinds = source.stream(slotCount);
  const params = absoluteParams(kinds, readUint32(source, slotCount));
  checkSlots(kinds, params);
  const places = new StreamPlaces(firstSlot, kinds, params, rowCounts);
  // No stream of a kind is all zeros or all empty texts: equal values make a constant slot.
  const uint32 = readUint32(source, places.uint32, 0);
  const uint53 = new Float64Array(readUnsigned(source, places.uint53, 0));
  const { bases, hexSlots, hexTemplates } = places;
  const layout = { firstSlot, kinds, params, bases, rowCounts, rowOf, hexSlots, hexTemplates };
  const hex = readHexValues(source, layout, places.hexBytes, hexColumnAt);
  const codes = readUint32(source, places.codes, 0);
  const dictionary = readTexts(source, source.meta.varint(), 0);
  const texts = readTexts(source, places.texts, 0);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! >= dictionary.count) throw new MalformedBytesError('a variable code is out of range');
  }
  for (let slot = 0; slot < slotCount; slot++) {
    if (kinds[slot] === SLOT_KIND.constant && params[slot]! >= dictionary.count) {
      throw new MalformedBytesError('the code of a constant variable is out of range');
    }
  }
  return new TemplateSlots({
    firstSlot,
    kinds,
    params,
    rowCounts,
    uint32,
    uint53,
    hex,
    codes,
    dictionary,
    texts,
    places,
  });
}

/** Unchecked, a parameter could ask for texts of any length. */
function checkSlots(kinds: Uint8Array, params: Uint32Array): void {
  for (let slot = 0; slot < kinds.length; slot++) {
    const kind = kinds[slot]!;
    const param = params[slot]!;
    if (kind > SLOT_KIND.text) throw new MalformedBytesError(`a variable has the unknown kind ${kind}`);
    const isHex = kind === SLOT_KIND.hex || kind === SLOT_KIND.prefixedHex;
    if ((isHex && param > HEX_BYTES_MAX) || (kind === SLOT_KIND.padded && param > PADDED_DIGITS_MAX)) {
      throw new MalformedBytesError(`a variable of ${param} characters`);
    }
  }
}

/** A constant slot's code is mostly the next new one; written as 0 it costs nothing once compressed. */
function relativeParams(kinds: Uint8Array, params: Uint32Array): Uint32Array {
  const relative = new Uint32Array(params.length);
  let next = 0;
  for (let slot = 0; slot < params.length; slot++) {
    const param = params[slot]!;
    if (kinds[slot] !== SLOT_KIND.constant) relative[slot] = param;
    else if (param >= next) {
      relative[slot] = param - next === 0 ? 0 : param + 1;
      next = param + 1;
    } else relative[slot] = param + 1;
  }
  return relative;
}

function absoluteParams(kinds: Uint8Array, relative: ArrayLike<number>): Uint32Array {
  const params = new Uint32Array(relative.length);
  let next = 0;
  for (let slot = 0; slot < params.length; slot++) {
    const value = relative[slot]!;
    if (kinds[slot] !== SLOT_KIND.constant) params[slot] = value;
    else {
      params[slot] = value === 0 ? next : value - 1;
      if (params[slot]! >= next) next = params[slot]! + 1;
    }
  }
  return params;
}
