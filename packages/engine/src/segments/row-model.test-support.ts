import { MESSAGE_KEYS, TIME_KEYS } from '../entry/entry-keys.ts';
import { levelFromNumber } from '../entry/level.ts';
import { parseTimestamp } from '../entry/timestamp.ts';
import { membersOf } from '../ingest/json-texts.test-support.ts';
import type { JsonType } from './block.ts';
import { NOW_MS } from './blocks.test-support.ts';

interface ModelLeaf {
  readonly path: readonly string[];
  /** Compact JSON. */
  readonly json: string;
}

/** What a block must say of one row, told from its JSON the slow way. */
export class ModelRow {
  readonly json: string;
  readonly sequence: number;
  readonly ms: number = NOW_MS;
  readonly subMs: number = 0;
  readonly hasTime: boolean;
  /** By field: its first text in the row, in order; empty values are no texts. */
  readonly texts: Map<string, string> = new Map();
  private readonly leaves: readonly ModelLeaf[];
  private readonly timeLeaf: ModelLeaf | undefined;
  private readonly messageLeaf: ModelLeaf | undefined;

  /** @param json a row within the limits, in the form in which it comes back */
  constructor(json: string, sequence: number) {
    this.json = json;
    this.sequence = sequence;
    this.leaves = leavesOf([], json);
    this.timeLeaf = this.topLeaf(TIME_KEYS, (leaf) => isNumber(leaf) || (isText(leaf) && !isEmpty(leaf)));
    this.messageLeaf = this.topLeaf(MESSAGE_KEYS, ({ json: value }) => value !== 'null' && value !== '{}');
    const { timeLeaf } = this;
    this.hasTime = timeLeaf !== undefined;
    if (timeLeaf !== undefined) {
      const instant = parseTimestamp(isText(timeLeaf) ? (JSON.parse(timeLeaf.json) as string) : timeLeaf.json);
      if (instant === undefined) throw new Error(`not a time: ${timeLeaf.json}`);
      this.ms = instant.ms;
      this.subMs = instant.subMs;
    }
    for (const leaf of this.leaves) {
      const field = this.fieldOf(leaf);
      if (leaf !== timeLeaf && !isEmpty(leaf) && !this.texts.has(field)) this.texts.set(field, this.textOf(leaf));
    }
  }

  text(field: string): string {
    return this.texts.get(field) ?? '';
  }

  /** The type of the value that has the text; else of an empty value, or of an object that members lie in. */
  type(field: string): JsonType {
    const leaves = this.leaves.filter((leaf) => leaf !== this.timeLeaf);
    const withText = leaves.find((leaf) => !isEmpty(leaf) && this.fieldOf(leaf) === field);
    if (withText !== undefined) return typeOf(withText);
    const isWithin = ({ path }: ModelLeaf): boolean =>
      path.slice(1).some((_, i) => fieldNameOf(path.slice(0, i + 1)) === field);
    const found = leaves.find((leaf) => (isEmpty(leaf) && this.fieldOf(leaf) === field) || isWithin(leaf));
    if (found === undefined) return 'missing';
    return isEmpty(found) && this.fieldOf(found) === field ? typeOf(found) : 'object';
  }

  private topLeaf(keys: readonly string[], accepts: (leaf: ModelLeaf) => boolean): ModelLeaf | undefined {
    for (const key of keys) {
      const leaf = this.leaves.find(({ path }) => path.length === 1 && path[0] === key);
      if (leaf !== undefined && accepts(leaf)) return leaf;
    }
    return undefined;
  }

  private fieldOf(leaf: ModelLeaf): string {
    return leaf === this.messageLeaf ? '_msg' : fieldNameOf(leaf.path);
  }

  private textOf(leaf: ModelLeaf): string {
    if (isText(leaf)) return JSON.parse(leaf.json) as string;
    const isLevel = leaf.path.length === 1 && leaf.path[0] === 'level' && isNumber(leaf);
    const level = isLevel && /^\d+$/.test(leaf.json) ? levelFromNumber(Number(leaf.json)) : undefined;
    return level ?? leaf.json;
  }
}

function leavesOf(path: readonly string[], json: string): ModelLeaf[] {
  return Array.from(membersOf(json)).flatMap(([key, value]): ModelLeaf[] => {
    const here = [...path, key];
    return value.startsWith('{') && value !== '{}' ? leavesOf(here, value) : [{ path: here, json: value }];
  });
}

const RESERVED = new Set([
  ...['_time', 'timestamp', '@timestamp', 'time', 'ts', '_msg', 'message', 'msg'],
  ...['level', 'source', 'tags', 'metadata', '_stream', '_stream_id'],
]);

function fieldNameOf(path: readonly string[]): string {
  const [first, second] = path;
  // What is no time does not stand where the time does.
  if (path.length === 1 && first === '_time') return 'metadata._time';
  const isFree = first === 'metadata' && second !== undefined && !RESERVED.has(second);
  return path.slice(isFree ? 1 : 0).join('.');
}

const isNumber = ({ json }: ModelLeaf): boolean => /^[-\d]/.test(json);
const isText = ({ json }: ModelLeaf): boolean => json.startsWith('"');
const isEmpty = ({ json }: ModelLeaf): boolean => json === '""' || json === 'null' || json === '{}';

function typeOf(leaf: ModelLeaf): JsonType {
  if (isNumber(leaf)) return 'number';
  if (isText(leaf)) return 'string';
  if (leaf.json.startsWith('[')) return 'array';
  if (leaf.json === '{}') return 'object';
  return leaf.json === 'null' ? 'null' : 'boolean';
}
