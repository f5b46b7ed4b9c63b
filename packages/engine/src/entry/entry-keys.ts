/** The keys of an entry as it comes in that are not metadata. */

/** Of the keys that have a value, the first in this order is the entry's time; the others are metadata. */
export const TIME_KEYS: readonly string[] = ['_time', 'timestamp', '@timestamp', 'time', 'ts'];

/** Of the keys that have a value, the first in this order is the entry's message; the others are metadata. */
export const MESSAGE_KEYS: readonly string[] = ['_msg', 'message', 'msg'];

/** Keys that have one name only. */
export const PLAIN_KEYS: readonly string[] = ['level', 'source', 'tags', 'metadata'];

const RESERVED_KEYS: ReadonlySet<string> = new Set([...TIME_KEYS, ...MESSAGE_KEYS, ...PLAIN_KEYS]);

/** Whether a key at the top of an entry can have a meaning of its own. */
export function isReservedKey(key: string): boolean {
  return RESERVED_KEYS.has(key);
}
