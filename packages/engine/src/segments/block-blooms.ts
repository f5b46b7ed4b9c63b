import { inSlices } from '../bytes/in-slices.ts';
import { hashRange, viewOf } from '../columns/byte-ranges.ts';
import { HexColumn } from '../columns/hex-column.ts';
import { Ipv4Column } from '../columns/ipv4-column.ts';
import { SLOT_KIND, type TemplateSlots } from '../columns/template-slots.ts';
import type { ValueColumn } from '../columns/value-column.ts';
import { hashDigest, hashDigestRange } from '../columns/value-digest.ts';
import type { ByteValues } from '../columns/value-list.ts';
import { BloomFilter } from '../indexes/bloom-filter.ts';

/** Below this many values a scan is as quick as a filter. */
const BLOOM_VALUES_MIN = 64;

/** A filter over the values of a column; null where they are few. Keys are `hashDigest` of their texts. */
export function bloomOf(column: ValueColumn): BloomFilter | null {
  const { count } = column.rows;
  if (count < BLOOM_VALUES_MIN) return null;
  const bloom = BloomFilter.forKeys(count);
  if (column instanceof Ipv4Column) addAddresses(bloom, column.addresses);
  else if (column instanceof HexColumn && !column.isUuid) addPacked(bloom, column.bytes, 0, count, column.width);
  else addTexts(bloom, column, count);
  return bloom;
}

/** The same over the variables of a template column other than numbers: those are too many, and a scan of them is quick. */
export function bloomOfVariables(slots: TemplateSlots): BloomFilter | null {
  const count = slots.dictionary.count + slots.texts.count + countHex(slots);
  if (count < BLOOM_VALUES_MIN) return null;
  const bloom = BloomFilter.forKeys(count);
  addHex(bloom, slots);
  addValues(bloom, slots.dictionary);
  addValues(bloom, slots.texts);
  return bloom;
}

function countHex({ hexTemplates, rowCounts }: TemplateSlots): number {
  let count = 0;
  for (let i = 0; i < hexTemplates.length; i++) count += rowCounts[hexTemplates[i]!]!;
  return count;
}

function addHex(
  bloom: BloomFilter,
  { kinds, bases, params, hex, hexSlots, hexTemplates, rowCounts }: TemplateSlots,
): void {
  for (let i = 0; i < hexSlots.length; i++) {
    const slot = hexSlots[i]!;
    const rows = rowCounts[hexTemplates[i]!]!;
    if (kinds[slot] === SLOT_KIND.hex) addPacked(bloom, hex, bases[slot]!, rows, params[slot]!);
    else addPrefixed(bloom, hex, bases[slot]!, rows, params[slot]!);
  }
}

/** Packed digits stand for their text: `hashDigest` packs them, too. */
function addPacked(bloom: BloomFilter, bytes: Uint8Array, base: number, count: number, width: number): void {
  const view = viewOf(bytes);
  const end = base + count * width;
  for (let at = base; at < end; at += width) bloom.add(hashRange(view, at, at + width));
}

function addPrefixed(bloom: BloomFilter, bytes: Uint8Array, base: number, count: number, width: number): void {
  const text = new Uint8Array(2 + width * 2);
  const view = new DataView(text.buffer);
  text[0] = 0x30;
  text[1] = 0x78;
  for (let at = base, end = base + count * width; at < end; at += width) {
    unpackInto(text, bytes, at, width);
    bloom.add(hashRange(view, 0, text.length));
  }
}

function unpackInto(text: Uint8Array, bytes: Uint8Array, start: number, width: number): void {
  for (let i = 0; i < width; i++) {
    const byte = bytes[start + i]!;
    text[2 + i * 2] = digitOf(byte >>> 4);
    text[3 + i * 2] = digitOf(byte & 15);
  }
}

function digitOf(value: number): number {
  return value < 10 ? 0x30 + value : 0x57 + value;
}

function addValues(bloom: BloomFilter, { bytes, offsets, count }: ByteValues): void {
  const view = viewOf(bytes);
  inSlices(count, (from, to) => addSome(bloom, view, offsets, from, to));
}

function addSome(bloom: BloomFilter, view: DataView, offsets: Uint32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) bloom.add(hashDigestRange(view, offsets[i]!, offsets[i + 1]!));
}

/** As texts, which are no hexadecimal digits. */
function addAddresses(bloom: BloomFilter, addresses: Uint32Array): void {
  const text = new Uint8Array(15);
  const view = new DataView(text.buffer);
  for (let i = 0; i < addresses.length; i++) bloom.add(hashRange(view, 0, writeAddress(text, addresses[i]!)));
}

/** Writes an address in dotted decimal; returns how long it is. */
function writeAddress(text: Uint8Array, address: number): number {
  let at = 0;
  for (let shift = 24; shift >= 0; shift -= 8) {
    const octet = (address >>> shift) & 255;
    if (octet >= 100) text[at++] = 0x30 + ((octet / 100) | 0);
    if (octet >= 10) text[at++] = 0x30 + (((octet / 10) | 0) % 10);
    text[at++] = 0x30 + (octet % 10);
    if (shift > 0) text[at++] = 0x2e;
  }
  return at;
}

function addTexts(bloom: BloomFilter, column: ValueColumn, count: number): void {
  for (let i = 0; i < count; i++) bloom.add(hashDigest(column.valueText(i)));
}
