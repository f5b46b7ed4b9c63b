import type { ByteWriter } from '../bytes/byte-writer.ts';
import { unpackHex } from './hex-digits.ts';
import type { ByteValues } from './value-list.ts';
import { ANY_WORD, type VariableClass } from './value-predicate.ts';

/** How the values of one variable of one template (a slot) are kept. The numbers stand in the format. */
export const SLOT_KIND = {
  /** The same text in every row: a code of the variable dictionary. */
  constant: 0,
  /** Canonical integers below 2^32. */
  uint32: 1,
  /** Digits of one length, leading zeros included, at most 9. */
  padded: 2,
  /** Canonical integers of at most 15 digits. */
  uint53: 3,
  /** Lower-case hexadecimal of one even length. */
  hex: 4,
  /** The same after `0x`. */
  prefixedHex: 5,
  /** A code of the variable dictionary per row. */
  dictionary: 6,
  /** A text per row. */
  text: 7,
} as const;

/** The most digits of a padded slot: their number fits 32 bits. */
export const PADDED_DIGITS_MAX = 9;
/** The most bytes of a hex slot. */
export const HEX_BYTES_MAX = 256;

/** What variables are, of each class one object, for they are compared often. */
const DIGITS: VariableClass = { alphabet: 'digits', length: 0 };
const HEX_OF_BYTES: readonly VariableClass[] = Array.from({ length: HEX_BYTES_MAX + 1 }, (_, bytes) => ({
  alphabet: 'hex-lower',
  length: bytes * 2,
}));

/** The values of all variables of a block's templates, slot by slot: each kind has one stream for all its slots. */
export class TemplateSlots {
  /** `firstSlot[t]` to `firstSlot[t + 1]` are the slots of template `t`. */
  readonly firstSlot: Uint32Array;
  /** `SLOT_KIND`, by slot. */
  readonly kinds: Uint8Array;
  /** By slot: the dictionary code (constant), digits (padded) or bytes (hex). */
  readonly params: Uint32Array;
  /** By slot: where its values begin in the stream of its kind, in values (in bytes for hex). */
  readonly bases: Uint32Array;
  /** Streams of the kinds. Integers of both padded and uint32 slots share one. */
  readonly uint32: Uint32Array;
  readonly uint53: Float64Array;
  readonly hex: Uint8Array;
  readonly codes: Uint32Array;
  readonly dictionary: ByteValues;
  readonly texts: ByteValues;
  /** By template. */
  readonly rowCounts: Uint32Array;
  /** The slots with hexadecimal values, ascending, and the template of each: few have any. */
  readonly hexSlots: readonly number[];
  readonly hexTemplates: readonly number[];
  private cachedSplits: boolean | null = null;

  constructor(parts: {
    firstSlot: Uint32Array;
    kinds: Uint8Array;
    params: Uint32Array;
    rowCounts: Uint32Array;
    uint32: Uint32Array;
    uint53: Float64Array;
    hex: Uint8Array;
    codes: Uint32Array;
    dictionary: ByteValues;
    texts: ByteValues;
    /** Made of the first four. */
    places: StreamPlaces;
  }) {
    this.firstSlot = parts.firstSlot;
    this.kinds = parts.kinds;
    this.params = parts.params;
    this.uint32 = parts.uint32;
    this.uint53 = parts.uint53;
    this.hex = parts.hex;
    this.codes = parts.codes;
    this.dictionary = parts.dictionary;
    this.texts = parts.texts;
    this.rowCounts = parts.rowCounts;
    const { bases, hexSlots, hexTemplates } = parts.places;
    this.bases = bases;
    this.hexSlots = hexSlots;
    this.hexTemplates = hexTemplates;
  }

  /** The text of a slot in the `ordinal`-th row of its template. */
  text(slot: number, ordinal: number): string {
    const base = this.bases[slot]! + ordinal;
    const param = this.params[slot]!;
    switch (this.kinds[slot]!) {
      case SLOT_KIND.constant:
        return this.dictionary.text(param);
      case SLOT_KIND.uint32:
        return String(this.uint32[base]!);
      case SLOT_KIND.padded:
        return String(this.uint32[base]!).padStart(param, '0');
      case SLOT_KIND.uint53:
        return String(this.uint53[base]!);
      case SLOT_KIND.hex:
        return unpackHex(this.hex, this.bases[slot]! + ordinal * param, param);
      case SLOT_KIND.prefixedHex:
        return `0x${unpackHex(this.hex, this.bases[slot]! + ordinal * param, param)}`;
      case SLOT_KIND.dictionary:
        return this.dictionary.text(this.codes[base]!);
      default:
        return this.texts.text(base);
    }
  }

  /** Writes `text` of the same as UTF-8. */
  write(slot: number, ordinal: number, out: ByteWriter): void {
    const base = this.bases[slot]! + ordinal;
    const param = this.params[slot]!;
    switch (this.kinds[slot]!) {
      case SLOT_KIND.constant:
        this.dictionary.write(param, out);
        break;
      case SLOT_KIND.uint32:
        out.decimal(this.uint32[base]!);
        break;
      case SLOT_KIND.padded:
        out.digits(this.uint32[base]!, param);
        break;
      case SLOT_KIND.uint53:
        out.decimal(this.uint53[base]!);
        break;
      case SLOT_KIND.prefixedHex:
        out.ascii('0x');
        this.writeHex(slot, ordinal, out);
        break;
      case SLOT_KIND.hex:
        this.writeHex(slot, ordinal, out);
        break;
      case SLOT_KIND.dictionary:
        this.dictionary.write(this.codes[base]!, out);
        break;
      default:
        this.texts.write(base, out);
    }
  }

  private writeHex(slot: number, ordinal: number, out: ByteWriter): void {
    const width = this.params[slot]!;
    const start = this.bases[slot]! + ordinal * width;
    out.hex(this.hex, start, start + width);
  }

  /** What is known of every value of a slot. */
  variableClass(slot: number): VariableClass {
    const param = this.params[slot]!;
    switch (this.kinds[slot]!) {
      case SLOT_KIND.uint32:
      case SLOT_KIND.uint53:
        return DIGITS;
      case SLOT_KIND.padded:
        return { alphabet: 'digits', length: param };
      case SLOT_KIND.hex:
        return HEX_OF_BYTES[param]!;
      default:
        return ANY_WORD;
    }
  }

  /**
   * Whether lower case breaks a variable into several words. Only İ does that: it becomes i and a combining dot, which is no
   * word character.
   */
  lowerCaseSplitsWords(): boolean {
    this.cachedSplits ??= [this.dictionary, this.texts].some(({ bytes }) =>
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('İ'),
    );
    return this.cachedSplits;
  }

  get memoryBytes(): number {
    return (
      this.firstSlot.byteLength +
      this.kinds.byteLength * 9 +
      this.uint32.byteLength +
      this.uint53.byteLength +
      this.hex.byteLength +
      this.codes.byteLength +
      this.dictionary.bytes.byteLength +
      this.dictionary.offsets.byteLength +
      this.texts.bytes.byteLength +
      this.texts.offsets.byteLength
    );
  }
}

/** Where each slot's values begin in the stream of its kind, and how long the streams are. */
export class StreamPlaces {
  readonly bases: Uint32Array;
  uint32 = 0;
  uint53 = 0;
  hexBytes = 0;
  codes = 0;
  texts = 0;
  /** See `TemplateSlots`. */
  readonly hexSlots: number[] = [];
  readonly hexTemplates: number[] = [];

  /** @param rowCounts by template  @param firstSlot, kinds, params as in `TemplateSlots` */
  constructor(firstSlot: Uint32Array, kinds: Uint8Array, params: Uint32Array, rowCounts: Uint32Array) {
    this.bases = new Uint32Array(kinds.length);
    for (let template = 0; template < rowCounts.length; template++) {
      const end = firstSlot[template + 1]!;
      for (let slot = firstSlot[template]!; slot < end; slot++) {
        const kind = kinds[slot]!;
        if (kind !== SLOT_KIND.constant) this.place(slot, kind, params[slot]!, template, rowCounts[template]!);
      }
    }
  }

  private place(slot: number, kind: number, param: number, template: number, rows: number): void {
    const { bases } = this;
    switch (kind) {
      case SLOT_KIND.uint32:
      case SLOT_KIND.padded:
        bases[slot] = this.uint32;
        this.uint32 += rows;
        break;
      case SLOT_KIND.uint53:
        bases[slot] = this.uint53;
        this.uint53 += rows;
        break;
      case SLOT_KIND.hex:
      case SLOT_KIND.prefixedHex:
        bases[slot] = this.hexBytes;
        this.hexBytes += rows * param;
        this.hexSlots.push(slot);
        this.hexTemplates.push(template);
        break;
      case SLOT_KIND.dictionary:
        bases[slot] = this.codes;
        this.codes += rows;
        break;
      default:
        bases[slot] = this.texts;
        this.texts += rows;
    }
  }
}
