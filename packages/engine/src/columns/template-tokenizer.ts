import { BYTE_CLASS, classOfCodePoint, DIGIT_CHAR, NON_ASCII } from '../bytes/words.ts';
import { type ByteRanges, hashBytes } from './byte-ranges.ts';
import { type TemplateSet, TemplateSetBuilder } from './template-set.ts';

/** Texts taken apart into templates and variables; text `i` has the variables `firstVariable[i]` to `firstVariable[i + 1]`. */
export interface TemplateTokens {
  readonly ranges: ByteRanges;
  readonly templates: TemplateSet;
  /** The template of each text. */
  readonly codes: Uint32Array;
  readonly firstVariable: Uint32Array;
  readonly variableStarts: Int32Array;
  readonly variableEnds: Int32Array;
  /** The classes of bytes.words that occur in each variable, ORed. */
  readonly variableClasses: Uint8Array;
}

const HASH_SEED = 0x811c9dc5 | 0;
const HASH_PRIME = 0x01000193;
const VARIABLE_HASH = 0x1ff;
/** Texts looked at before giving up on templates that do not repeat. */
const PATIENCE = 256;

// Scratch arrays are kept between blocks: they reach megabytes, and allocating them cost more than filling them.
let starts = new Int32Array(1 << 14);
let ends = new Int32Array(1 << 14);
let classes = new Uint8Array(1 << 14);

/**
 * Takes texts apart into templates and variables. Null when templates do not repeat: then the texts have no structure
 * that this encoding could use. The arrays of the result are valid until the next call.
 */
export function tokenizeTemplates(ranges: ByteRanges): TemplateTokens | null {
  const builder = new TemplateSetBuilder();
  const codes = new Uint32Array(ranges.count);
  const firstVariable = new Uint32Array(ranges.count + 1);
  let used = 0;
  for (let i = 0; i < ranges.count; i++) {
    if (used + ranges.ends[i]! - ranges.starts[i]! > starts.length)
      growScratch(used + ranges.ends[i]! - ranges.starts[i]!);
    const stop = findVariables(ranges.bytes, ranges.starts[i]!, ranges.ends[i]!, used);
    const hash = hashConstants(ranges, i, used, stop);
    codes[i] = builder.intern(ranges, i, hash, starts, ends, used, stop - used);
    used = stop;
    firstVariable[i + 1] = used;
    if (i >= PATIENCE && builder.count * 2 > i) return null;
  }
  return {
    ranges,
    templates: builder.finish(),
    codes,
    firstVariable,
    variableStarts: starts,
    variableEnds: ends,
    variableClasses: classes,
  };
}

/** Finds the variables of one text, written to the scratch arrays from `first` on. Returns the position after the last. */
function findVariables(bytes: Uint8Array, start: number, end: number, first: number): number {
  const variableStarts = starts;
  const variableEnds = ends;
  const variableClasses = classes;
  let used = first;
  let at = start;
  while (at < end) {
    let kind = BYTE_CLASS[bytes[at]!]!;
    if (kind === 0) {
      at++;
      continue;
    }
    const wordStart = at;
    let seen = 0;
    while (kind !== 0) {
      if (kind === NON_ASCII) {
        const length = characterLength(bytes[at]!);
        const wide = classOfCodePoint(codePointAt(bytes, at, length));
        if (wide === 0) break;
        seen |= wide === DIGIT_CHAR ? DIGIT_CHAR | NON_ASCII : NON_ASCII;
        at = Math.min(at + length, end);
      } else {
        seen |= kind;
        at++;
      }
      if (at >= end) break;
      kind = BYTE_CLASS[bytes[at]!]!;
    }
    if ((seen & DIGIT_CHAR) !== 0) {
      variableStarts[used] = wordStart;
      variableEnds[used] = at;
      variableClasses[used++] = seen;
    }
    // A separator outside ASCII ended the word or stands alone.
    if (kind === NON_ASCII && at < end) at += characterLength(bytes[at]!);
  }
  return used;
}

/** Hashes the constant text of a template and the places of its variables. */
function hashConstants(ranges: ByteRanges, index: number, first: number, stop: number): number {
  let hash = HASH_SEED;
  let from = ranges.starts[index]!;
  for (let variable = first; variable < stop; variable++) {
    hash = Math.imul(hash ^ hashBytes(ranges.bytes, from, starts[variable]!), HASH_PRIME) ^ VARIABLE_HASH;
    from = ends[variable]!;
  }
  return Math.imul(hash ^ hashBytes(ranges.bytes, from, ranges.ends[index]!), HASH_PRIME) >>> 0;
}

function characterLength(lead: number): number {
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function codePointAt(bytes: Uint8Array, at: number, length: number): number {
  let codePoint = bytes[at]! & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) codePoint = (codePoint << 6) | (bytes[at + i]! & 0x3f);
  return codePoint;
}

function growScratch(needed: number): void {
  const size = Math.max(needed, starts.length * 2);
  const grownStarts = new Int32Array(size);
  grownStarts.set(starts);
  starts = grownStarts;
  const grownEnds = new Int32Array(size);
  grownEnds.set(ends);
  ends = grownEnds;
  const grownClasses = new Uint8Array(size);
  grownClasses.set(classes);
  classes = grownClasses;
}
