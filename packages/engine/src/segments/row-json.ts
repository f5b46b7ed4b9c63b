import { TIME_KEYS } from '../entry/entry-keys.ts';
import { pinoNumberOfLevel, syslogNumberOfLevel } from '../entry/level.ts';
import { LEAF } from '../ingest/shape.ts';
import type { BlockLeaf, BlockShape } from './block-shape.ts';

const TIME_KEY = 'timestamp';

/**
 * The JSON text of a row from its shape: keys, nesting and types as they came in. `textOf` gives the text of a leaf's
 * value, `timeText` the time as it was written; an entry that had none begins with `"timestamp"`, its time of arrival (with
 * another key of times where the entry has this one with a value that is no time; without it where the entry has all of them).
 * With null instead of a time it is left out.
 */
export function writeRowJson(shape: BlockShape, textOf: (leaf: BlockLeaf) => string, timeText: string | null): string {
  const arrivalKey = shape.timeLeaf < 0 && timeText !== null ? freeTimeKey(shape) : undefined;
  let text = arrivalKey === undefined ? '{' : `{"${arrivalKey}":${JSON.stringify(timeText)}`;
  let open: readonly string[] = [];
  let first = arrivalKey === undefined;
  for (let i = 0; i < shape.leaves.length; i++) {
    const leaf = shape.leaves[i]!;
    const { path } = leaf;
    let shared = 0;
    while (shared < open.length && shared < path.length - 1 && open[shared] === path[shared]) shared++;
    text += '}'.repeat(open.length - shared);
    if (!first) text += ',';
    for (let depth = shared; depth < path.length - 1; depth++) text += `${JSON.stringify(path[depth])}:{`;
    open = path.slice(0, -1);
    first = false;
    const value = i === shape.timeLeaf ? timeJson(leaf, timeText ?? '') : valueJson(leaf, textOf);
    text += `${JSON.stringify(path[path.length - 1])}:${value}`;
  }
  return `${text}${'}'.repeat(open.length)}}`;
}

function freeTimeKey({ leaves }: BlockShape): string | undefined {
  const isFree = (key: string): boolean => leaves.every(({ path }) => path[0] !== key);
  return isFree(TIME_KEY) ? TIME_KEY : TIME_KEYS.find(isFree);
}

function timeJson(leaf: BlockLeaf, timeText: string): string {
  return leaf.type === LEAF.number ? timeText : JSON.stringify(timeText);
}

function valueJson(leaf: BlockLeaf, textOf: (leaf: BlockLeaf) => string): string {
  switch (leaf.type) {
    case LEAF.null:
      return 'null';
    case LEAF.emptyString:
      return '""';
    case LEAF.emptyObject:
      return '{}';
    case LEAF.string:
      return JSON.stringify(textOf(leaf));
    case LEAF.syslogLevel:
      return String(syslogNumberOfLevel(textOf(leaf)));
    case LEAF.pinoLevel:
      return String(pinoNumberOfLevel(textOf(leaf)));
    default:
      return textOf(leaf);
  }
}
