/** The longest query text, in UTF-16 units: room for an `in(…)` of 100,000 ids, while a parse takes a second at most. */
export const QUERY_LENGTH_MAX: number = 1024 * 1024;

/** How deep brackets, subqueries and expressions may nest: each level costs stack frames here and in every walk of the tree. */
export const QUERY_DEPTH_MAX: number = 128;
