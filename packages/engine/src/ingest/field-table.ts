/**
 * Numbers the fields that rows can have. A row that holds one dotted name twice (`{"a.b":1,"a":{"b":2}}`) has the second
 * value under the same name and the next occurrence; queries see occurrence 0.
 */
export class FieldTable {
  readonly names: string[] = [];
  readonly occurrences: number[] = [];
  /** By name: the number of occurrence 0, and the numbers of the others by occurrence. */
  private readonly firstIds = new Map<string, number>();
  private readonly otherIds = new Map<string, number[]>();

  constructor() {
    this.idOf(MESSAGE_FIELD, 0);
    this.idOf(LEVEL_FIELD, 0);
    this.idOf(TIME_TEXT_FIELD, 0);
  }

  get count(): number {
    return this.names.length;
  }

  idOf(name: string, occurrence: number): number {
    const known = occurrence === 0 ? this.firstIds.get(name) : this.otherIds.get(name)?.[occurrence];
    if (known !== undefined) return known;
    const id = this.names.length;
    this.names.push(name);
    this.occurrences.push(occurrence);
    if (occurrence === 0) this.firstIds.set(name, id);
    else {
      const ids = this.otherIds.get(name) ?? [];
      ids[occurrence] = id;
      this.otherIds.set(name, ids);
    }
    return id;
  }
}

export const MESSAGE_FIELD = '_msg';
export const LEVEL_FIELD = 'level';
/** The text of timestamps that their number does not give back. Not a field of queries; values of a key of this name are later occurrences. */
export const TIME_TEXT_FIELD = '\u0000time';

export const MESSAGE_FIELD_ID = 0;
export const LEVEL_FIELD_ID = 1;
export const TIME_TEXT_FIELD_ID = 2;
