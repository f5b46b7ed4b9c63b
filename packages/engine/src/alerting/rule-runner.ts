import { Bitmap } from '../bytes/bitmap.ts';
import type { Column } from '../columns/column.ts';
import { fieldNameOf } from '../query/field-name.ts';
import { columnOf } from '../query/time-column.ts';
import type { Block, Timeline } from '../segments/block.ts';
import { ConditionSet } from './condition-set.ts';
import type { EvaluatedRule } from './evaluated-rule.ts';
import type { MatchReference } from './match-times.ts';
import type { AlertMatch, MatchWatch } from './match-watch.ts';
import { SequenceOrder } from './sequence-order.ts';

/** A rule that fired at a row. */
export interface Firing {
  readonly rule: EvaluatedRule;
  readonly ms: number;
  readonly ns: number;
  readonly sequence: number;
  /** Matches in the window that ends at this row. */
  readonly count: number;
  /** What the kind of the rule says of it; null for the usual. */
  readonly summary: string | null;
  /** The values of the fields that the rule groups by. */
  readonly group: readonly string[];
  /** Up to five, newest first. */
  readonly samples: readonly MatchReference[];
}

/** Rows of one block. */
export interface BlockRows {
  readonly block: Block;
  readonly order: SequenceOrder;
  /** The rows to look at. */
  readonly rows: Bitmap;
}

/** The rows of a block that are not deleted. */
export function blockRows(block: Block): BlockRows {
  const rows = Bitmap.full(block.rowCount);
  if (block.deleted !== null) rows.andNot(block.deleted);
  return { block, order: new SequenceOrder(block), rows };
}

/** Runs rules over blocks: what evaluation and backtest have in common. */
export class RuleRunner {
  private readonly rules: readonly EvaluatedRule[];
  private readonly conditions: ConditionSet;
  private readonly clock: () => number;

  /** @param clock milliseconds since the epoch */
  constructor(rules: readonly EvaluatedRule[], clock: () => number) {
    this.rules = rules;
    this.conditions = new ConditionSet(rules.map((rule) => rule.condition));
    this.clock = clock;
  }

  /**
   * Feeds the matches among some rows to the windows of the rules, in order of sequence over all of the blocks.
   * @returns the firings in order of sequence; those of one row in the order of the rules
   */
  run(parts: readonly BlockRows[]): Firing[] {
    const firings: Firing[] = [];
    const clockMs = this.clock();
    const [only] = parts;
    if (parts.length === 1) {
      this.evaluate(only!, (rule, rows) => {
        const source = new MatchSource(rule, only!);
        for (const row of only!.order.select(rows)) source.feed(row, clockMs, firings);
      });
    } else this.runOverlapping(parts, clockMs, firings);
    // Stable: the rules were run in their order.
    return firings.sort((a, b) => a.sequence - b.sequence);
  }

  private runOverlapping(parts: readonly BlockRows[], clockMs: number, firings: Firing[]): void {
    const matches = new Map(this.rules.map((rule): [EvaluatedRule, Match[]] => [rule, []]));
    for (const part of parts) {
      this.evaluate(part, (rule, rows) => {
        const source = new MatchSource(rule, part);
        rows.forEach((row) => {
          matches.get(rule)!.push({ source, row, sequence: part.order.sequences[row]! });
        });
      });
    }
    for (const list of matches.values()) {
      list.sort((a, b) => a.sequence - b.sequence);
      for (const { source, row } of list) source.feed(row, clockMs, firings);
    }
  }

  private evaluate(part: BlockRows, visit: (rule: EvaluatedRule, rows: Bitmap) => void): void {
    this.conditions.evaluate(part.block, part.rows, (index, rows) => {
      const rule = this.rules[index]!;
      if (!rule.rule.enabled || rule.isDormant) return;
      part.order.keepAfter(rule.since, rows);
      visit(rule, rows);
    });
  }
}

interface Match {
  readonly source: MatchSource;
  readonly row: number;
  readonly sequence: number;
}

/** The rows of one block as matches of one rule, one at a time: a busy rule has thousands, so each is no object of its own. */
class MatchSource implements AlertMatch {
  ms = 0;
  ns = 0;
  sequence = 0;
  private row = 0;
  private readonly rule: EvaluatedRule;
  private readonly block: Block;
  private readonly timeline: Timeline;
  private readonly sequences: Float64Array;
  /** Null where the rule has no groups, and so but one window. */
  private readonly groupOf: ((row: number) => readonly string[]) | null;
  private readonly onlyWatch: MatchWatch | null;
  private readonly columns = new Map<string, Column | undefined>();

  constructor(rule: EvaluatedRule, part: BlockRows) {
    const hasGroups = rule.rule.groupBy.length > 0;
    this.rule = rule;
    this.block = part.block;
    this.timeline = part.block.timeline();
    this.sequences = part.order.sequences;
    this.groupOf = hasGroups ? rule.windows.groupsOf(part.block) : null;
    this.onlyWatch = hasGroups ? null : rule.windows.of(NO_GROUP);
  }

  field(name: string): string {
    let column = this.columns.get(name);
    if (column === undefined && !this.columns.has(name)) {
      column = columnOf(this.block, fieldNameOf(name));
      this.columns.set(name, column);
    }
    return column?.text(this.row) ?? '';
  }

  /** Adds a row to its window, and to `firings` if it fires. */
  feed(row: number, clockMs: number, firings: Firing[]): void {
    this.row = row;
    this.ms = this.timeline.ms[row]!;
    this.ns = this.timeline.subMs === null ? 0 : this.timeline.subMs[row]!;
    this.sequence = this.sequences[row]!;
    const group = this.groupOf === null ? NO_GROUP : this.groupOf(row);
    const watch = this.onlyWatch ?? this.rule.windows.of(group);
    const count = watch.add(this, this.rule.rule, clockMs);
    if (count === 0) return;
    const { ms, ns, sequence, rule } = this;
    const samples = watch.samples(ms, ns);
    watch.fired(ms, ns, sequence);
    firings.push({ rule, ms, ns, sequence, count, summary: watch.summary, group, samples });
  }
}

const NO_GROUP: readonly string[] = [];
