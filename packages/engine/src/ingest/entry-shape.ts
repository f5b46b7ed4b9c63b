import { MESSAGE_KEYS, TIME_KEYS } from '../entry/entry-keys.ts';
import { LEAF, type Leaf, type Shape } from './shape.ts';

const TEXTS: readonly number[] = [LEAF.string, LEAF.emptyString];
const NONE: readonly number[] = [LEAF.null];

/** Of keys with one name: the types that `new LogEntry` takes. Tags are a list of texts, which the type does not tell. */
const TYPES: Readonly<Record<string, readonly number[]>> = {
  level: [...TEXTS, LEAF.number, LEAF.syslogLevel, LEAF.pinoLevel, ...NONE],
  source: [...TEXTS, ...NONE],
  tags: [LEAF.array, ...NONE],
  metadata: [LEAF.emptyObject, ...NONE],
};

/**
 * Whether `new LogEntry` takes objects of a shape, but for what their values say: the time, and what tags are. False proves nothing.
 */
export function isEntryShape({ leaves }: Shape): boolean {
  return (
    isFirstOf(leaves, TIME_KEYS, [LEAF.string, LEAF.number]) &&
    isFirstOf(leaves, MESSAGE_KEYS, TEXTS) &&
    leaves.every(({ path, type }) => {
      const key = path[0]!;
      if (!Object.hasOwn(TYPES, key)) return true;
      return path.length > 1 ? key === 'metadata' : TYPES[key]!.includes(type);
    })
  );
}

/** Whether the first key that has a value other than null, if there is one, has it of one of the types. */
function isFirstOf(leaves: readonly Leaf[], keys: readonly string[], types: readonly number[]): boolean {
  for (const key of keys) {
    const leaf = leaves.find(({ path, type }) => path[0] === key && type !== LEAF.null);
    if (leaf !== undefined) return leaf.path.length === 1 && types.includes(leaf.type);
  }
  return true;
}
