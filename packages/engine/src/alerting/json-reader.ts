import { isJsonObject } from '../entry/field-path.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';

/** Reads a JSON object that came from outside, key by key. Every message says where the value stands. */
export class JsonReader {
  readonly object: Readonly<Record<string, unknown>>;
  private readonly where: string;

  /** @throws InvalidArgumentError when the value is not an object */
  constructor(value: unknown, where: string) {
    if (!isJsonObject(value)) throw new InvalidArgumentError(`${where} must be an object; got ${describe(value)}`);
    this.object = value;
    this.where = where;
  }

  /** The value under a key; undefined when absent. */
  get(key: string): unknown {
    return Object.hasOwn(this.object, key) ? this.object[key] : undefined;
  }

  /** Another object under a key. */
  within(key: string): JsonReader {
    return new JsonReader(this.get(key), `${this.where}.${key}`);
  }

  text(key: string): string {
    const value = this.get(key);
    if (typeof value === 'string') return value;
    throw this.wrong(key, 'a string', value);
  }

  number(key: string): number {
    const value = this.get(key);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.wrong(key, 'a number', value);
  }

  /** `absent` where there is no such key. */
  numberOr(key: string, absent: number): number {
    return this.get(key) === undefined ? absent : this.number(key);
  }

  numberOrNull(key: string): number | null {
    return this.get(key) === null ? null : this.number(key);
  }

  /** A flat list of records of `width` numbers each. */
  numbers(key: string, width: number): readonly number[] {
    const value = this.get(key);
    const isList = Array.isArray(value) && value.every((member) => Number.isFinite(member));
    if (isList && value.length % width === 0) return value;
    throw this.wrong(key, width === 1 ? 'a list of numbers' : `a list of numbers, ${width} for each`, value);
  }

  texts(key: string): readonly string[] {
    const value = this.get(key);
    if (Array.isArray(value) && value.every((member) => typeof member === 'string')) return value;
    throw this.wrong(key, 'a list of strings', value);
  }

  /** A list whose members `read` turns into what they stand for. */
  list<Member>(key: string, read: (member: unknown, where: string) => Member): Member[] {
    const value = this.get(key);
    if (!Array.isArray(value)) throw this.wrong(key, 'a list', value);
    return value.map((member: unknown, index) => read(member, `${this.where}.${key}[${index}]`));
  }

  wrong(key: string, expected: string, value: unknown): InvalidArgumentError {
    return new InvalidArgumentError(`${this.where}.${key} must be ${expected}; got ${describe(value)}`);
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value.length <= 80 ? `'${value}'` : `a string of ${value.length} characters`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
