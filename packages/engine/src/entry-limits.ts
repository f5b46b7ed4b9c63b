import { InvalidArgumentError, LimitExceededError } from './errors/engine-error.ts';
import { ENTRY_LIMITS } from './errors/limits.ts';

/** No name of so many UTF-16 units is longer in UTF-8 than the limit. */
const NAME_UNITS_SAFE = Math.floor(ENTRY_LIMITS.fieldNameBytes / 3);

/** How many members have been met; one walk at a time. */
let memberCount = 0;

/**
 * Whether an entry surely keeps to `ENTRY_LIMITS` and is made of plain objects, lists, texts, numbers, booleans and valid Dates
 * alone, which JSON writes as they are. False proves nothing.
 */
export function isWithinLimits(entry: object): boolean {
  memberCount = 0;
  return isPlain(entry, 0, 1);
}

function isPlain(object: object, pathUnits: number, depth: number): boolean {
  if (depth > ENTRY_LIMITS.depth) return false;
  for (const key in object) {
    const units = pathUnits + key.length;
    if (units > NAME_UNITS_SAFE || ++memberCount > ENTRY_LIMITS.fieldsPerLine) return false;
    const value = (object as Readonly<Record<string, unknown>>)[key];
    switch (typeof value) {
      case 'string':
      case 'number':
      case 'boolean':
      case 'undefined':
        break;
      case 'object':
        if (value !== null && !isPlainObject(value, units + 1, depth + 1)) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function isPlainObject(value: object, pathUnits: number, depth: number): boolean {
  if (Array.isArray(value)) return isPlainList(value, depth);
  if (value instanceof Date) return !('toJSON' in value && value.toJSON !== Date.prototype.toJSON);
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) &&
    // Looked up rather than asked for by `in`: objects of many shapes come here, and V8 remembers only what a look-up found.
    (value as { readonly toJSON?: unknown }).toJSON === undefined &&
    isPlain(value, pathUnits, depth)
  );
}

/** The members of lists are no fields, but they are counted, so that a list of millions goes the careful way. */
function isPlainList(list: readonly unknown[], depth: number): boolean {
  memberCount += list.length;
  if (depth > ENTRY_LIMITS.depth || memberCount > ENTRY_LIMITS.fieldsPerLine) return false;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    const type = typeof value;
    if (type === 'string' || type === 'number' || type === 'boolean' || value === null) continue;
    // No names count within lists.
    if (type !== 'object' || !isPlainObject(value as object, Number.NEGATIVE_INFINITY, depth + 1)) return false;
  }
  return true;
}

/**
 * Checks what JSON will write of an entry.
 * @throws LimitExceededError naming the limit of `ENTRY_LIMITS`, or `lineBytesMax` for more members than such a line can hold
 */
export function requireLimits(entry: object, lineBytesMax: number): void {
  new LimitWalk(lineBytesMax).object(entry, '', 1, true);
}

class LimitWalk {
  private fieldCount = 0;
  private memberCount = 0;
  private readonly lineBytesMax: number;

  constructor(lineBytesMax: number) {
    this.lineBytesMax = lineBytesMax;
  }

  object(object: object, path: string, depth: number, isField: boolean): void {
    if (depth > ENTRY_LIMITS.depth) {
      throw new LimitExceededError(
        `the entry is nested deeper than ${ENTRY_LIMITS.depth} levels, or refers to itself: flatten it, or store a part of it as text`,
        { limit: 'depth', allowed: ENTRY_LIMITS.depth, actual: depth },
      );
    }
    if (Array.isArray(object)) {
      for (const member of object) this.value(member, '', depth, false);
      return;
    }
    let isEmpty = true;
    for (const key of Object.keys(object)) {
      const value = jsonValue((object as Readonly<Record<string, unknown>>)[key]);
      if (value === undefined) continue;
      isEmpty = false;
      const name = path === '' ? key : `${path}.${key}`;
      // Before the name: that of an entry within itself grows with its depth, too.
      this.value(value, name, depth, isField);
      if (isField) requireName(name);
    }
    if (isEmpty && isField && depth > 1) this.countField();
  }

  private value(given: unknown, path: string, depth: number, isField: boolean): void {
    // Two bytes are the least that a member of a list takes.
    if (++this.memberCount * 2 > this.lineBytesMax) {
      throw new LimitExceededError(`the entry is longer than ${this.lineBytesMax} bytes of JSON`, {
        limit: 'lineBytesMax',
        allowed: this.lineBytesMax,
        actual: this.memberCount * 2,
      });
    }
    const value = jsonValue(given);
    const isNested = typeof value === 'object' && value !== null;
    if (isField && (!isNested || Array.isArray(value))) this.countField();
    if (isNested) this.object(value, path, depth + 1, isField && !Array.isArray(value));
  }

  private countField(): void {
    if (++this.fieldCount <= ENTRY_LIMITS.fieldsPerLine) return;
    throw new LimitExceededError(
      `the entry has more than ${ENTRY_LIMITS.fieldsPerLine} fields: put rare ones into a list, or store a part of it as text`,
      { limit: 'fieldsPerLine', allowed: ENTRY_LIMITS.fieldsPerLine, actual: this.fieldCount },
    );
  }
}

function requireName(name: string): void {
  if (name.length <= NAME_UNITS_SAFE) return;
  const bytes = Buffer.byteLength(name);
  if (bytes <= ENTRY_LIMITS.fieldNameBytes) return;
  throw new LimitExceededError(
    `a field name is longer than ${ENTRY_LIMITS.fieldNameBytes} bytes of UTF-8: ${name.slice(0, 40)}…`,
    { limit: 'fieldNameBytes', allowed: ENTRY_LIMITS.fieldNameBytes, actual: bytes },
  );
}

/** What JSON makes of a value, without looking into it; undefined for what it leaves out. */
function jsonValue(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (!('toJSON' in value) || typeof value.toJSON !== 'function') return value;
  try {
    return value.toJSON();
  } catch (cause) {
    throw new InvalidArgumentError(`a value of the entry cannot be written as JSON: ${String(cause)}`, { cause });
  }
}
