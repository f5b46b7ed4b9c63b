import { fieldNameOf } from '../query/field-name.ts';
import { columnOf } from '../query/time-column.ts';
import type { Block } from '../segments/block.ts';
import type { AlertRule } from './alert-rule.ts';
import { JsonReader } from './json-reader.ts';
import type { MatchWatch, MatchWatcher } from './match-watch.ts';

/** Groups that a rule keeps; beyond them those without a match for longest are forgotten. */
export const GROUPS_MAX = 10_000;

/** What a rule remembers of its matches: once, or for each group of them. */
export class RuleWindows {
  private readonly fields: readonly string[];
  private readonly rule: AlertRule;
  private readonly watcher: MatchWatcher;
  private windows = new Map<string, MatchWatch>();
  private forgotten = 0;

  constructor(rule: AlertRule, watcher: MatchWatcher) {
    this.fields = rule.groupBy;
    this.rule = rule;
    this.watcher = watcher;
  }

  get groupCount(): number {
    return this.windows.size;
  }

  /** Groups that were forgotten because there were too many. */
  get forgottenCount(): number {
    return this.forgotten;
  }

  /** What gives the group of a row of a block: the values of the fields, in their order; missing ones are `''`. */
  groupsOf(block: Block): (row: number) => readonly string[] {
    const columns = this.fields.map((field) => columnOf(block, fieldNameOf(field)));
    return (row) => columns.map((column) => column?.text(row) ?? '');
  }

  /** The window of a group; without fields, of the empty one. */
  of(group: readonly string[]): MatchWatch {
    const key = group.length <= 1 ? (group[0] ?? '') : JSON.stringify(group);
    let window = this.windows.get(key);
    if (window === undefined) {
      if (this.windows.size === GROUPS_MAX) this.forgetOldest();
      window = this.watcher.start(this.rule);
      this.windows.set(key, window);
    }
    return window;
  }

  /** Forgets a tenth, so that a flood of groups costs each a constant. */
  private forgetOldest(): void {
    const byAge = [...this.windows].sort(([, a], [, b]) => b.lastSequence - a.lastSequence);
    const kept = byAge.slice(0, GROUPS_MAX - GROUPS_MAX / 10);
    this.forgotten += byAge.length - kept.length;
    this.windows = new Map(kept);
  }

  /** As plain JSON. */
  toJSON(): unknown[] {
    return [...this.windows].map(([key, window]) => ({ key, ...window.toJSON() }));
  }

  /**
   * Takes over the windows that `toJSON` described.
   * @throws InvalidArgumentError saying what stands wrong and where
   */
  restore(list: readonly unknown[], where: string): void {
    const windows = list.map((value, index): [string, MatchWatch] => {
      const json = new JsonReader(value, `${where}[${index}]`);
      return [json.text('key'), this.watcher.restore(this.rule, json)];
    });
    this.windows = new Map(windows);
  }
}
