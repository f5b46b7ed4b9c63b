import type { FieldSummary } from '../segments/block-summary.ts';

/*
 * A part of a shared index. Numbers without a type are varints; lists are u32 in the order of the machine, one behind the other.
 *
 *   u32: how many words there are, this one included · the words of all lists · the bytes:
 *     how many fields · for each: its number · its name, where no part had the number before · new values: how many, texts ·
 *       new templates: how many, for each its length and bytes · u8, where the field has templates: whether lower case splits words
 *     how many blocks · for each: offset · header · how many fields · for each: number · present · u8: kind and flags ·
 *       unless opaque: how many ids, and of one the id and its count (else both lists) · f64, f64: the range · how many words the bloom
 *       filter has (a list) · parts of indexes: how many, for each its kind, its length and its bytes
 */

export const SUMMARY_KINDS: readonly FieldSummary['kind'][] = ['opaque', 'values', 'templates'];
export const SUMMARY_KIND_MASK = 3;
export const HAS_RANGE = 4;
export const HAS_BLOOM = 8;
export const HAS_INDEXES = 16;
