/** An estimate of what a text in a list or map holds besides its characters, in bytes. */
export const TEXT_BYTES = 40;

/** The texts by group. */
export type SavedGroupTexts = (string[] | undefined)[];

/** Lists of texts, one for each group. */
export class GroupTexts {
  private lists: (string[] | undefined)[] = [];
  private bytes = 0;

  add(group: number, text: string): void {
    this.lists[group] ??= [];
    this.lists[group].push(text);
    this.bytes += TEXT_BYTES + text.length;
  }

  /** The texts of a group in the order in which they came. */
  of(group: number): readonly string[] {
    return this.lists[group] ?? [];
  }

  /** Adds the texts of group `i` of another to group `groups[i]`, as far as `limit` allows; 0 is no limit. */
  merge(other: GroupTexts, groups: Uint32Array, limit: number): void {
    other.lists.forEach((texts, group) => {
      const target = groups[group]!;
      for (const text of texts ?? []) {
        if (limit > 0 && this.of(target).length >= limit) break;
        this.add(target, text);
      }
    });
  }

  save(): SavedGroupTexts {
    return this.lists;
  }

  load(saved: SavedGroupTexts): void {
    this.lists = saved;
    this.bytes = 0;
    for (const texts of saved) for (const text of texts ?? []) this.bytes += TEXT_BYTES + text.length;
  }

  get memoryBytes(): number {
    return this.bytes + this.lists.length * 8;
  }
}
