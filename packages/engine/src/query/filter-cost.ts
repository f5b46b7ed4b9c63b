/** Relative costs of filters for a row that is still selected; only their order matters. */
export const FILTER_COST = {
  /** Nothing is read. */
  constant: 0,
  /** One number a row. */
  time: 1,
  /** The bitmap of present rows. */
  presence: 2,
  /** One code a row; the values are decided once. */
  dictionary: 3,
  number: 4,
  /** Equality: decided by dictionaries and fixed bytes, and bloom filters exclude most blocks. */
  equality: 5,
  /** Words are decided by templates or by variables alone. */
  word: 8,
  substring: 12,
  /** The JSON type is looked up for each row that remains. */
  typed: 16,
  /** The parts of a list are parsed. */
  list: 20,
  regexp: 64,
} as const;
