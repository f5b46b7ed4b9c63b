import { Bitmap } from '../bytes/bitmap.ts';
import type { Block, Timeline } from '../segments/block.ts';
import { ConditionSet } from './condition-set.ts';
import type { EvaluatedRule } from './evaluated-rule.ts';
import type { MatchReference } from './match-times.ts';
import { SequenceOrder } from './sequence-order.ts';

/** A rule that fired at a row. */
export interface Firing {
  readonly rule: EvaluatedRule;
  readonly ms: number;
  readonly ns: number;
  readonly sequence: number;
  /** Matches in the window that ends at this row. */
  readonly count: number;
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
    const matches = parts.length === 1 ? null : new Map<number, Match[]>();
    for (const part of parts) {
      this.conditions.evaluate(part.block, part.rows, (index, rows) => {
        const rule = this.rules[index]!;
        if (!rule.rule.enabled) return;
        if (matches === null) this.feed(rule, matchesOf(rule, part, rows), firings);
        else matches.set(index, [...(matches.get(index) ?? []), ...matchesOf(rule, part, rows)]);
      });
    }
    for (const [index, list] of matches ?? []) {
      list.sort((a, b) => a.sequence - b.sequence);
      this.feed(this.rules[index]!, list, firings);
    }
    // Stable: the rules were run in their order.
    return firings.sort((a, b) => a.sequence - b.sequence);
  }

  private feed(rule: EvaluatedRule, matches: Iterable<Match>, firings: Firing[]): void {
    const clockMs = this.clock();
    const { threshold } = rule.rule;
    for (const { ms, ns, sequence, group } of matches) {
      const window = rule.windows.of(group);
      const count = window.add(ms, ns, sequence, threshold, clockMs);
      if (count === 0) continue;
      const samples = window.samples(ms, ns);
      window.fired(ms, ns, sequence);
      firings.push({ rule, ms, ns, sequence, count, group, samples });
    }
  }
}

interface Match extends MatchReference {
  readonly group: readonly string[];
}

/** The matches of a rule in a block, in order of sequence. */
function* matchesOf(rule: EvaluatedRule, part: BlockRows, rows: Bitmap): Generator<Match> {
  const timeline: Timeline = part.block.timeline();
  const groupOf = rule.windows.groupsOf(part.block);
  for (const row of part.order.select(rows)) {
    yield {
      ms: timeline.ms[row]!,
      ns: timeline.subMs?.[row] ?? 0,
      sequence: part.order.sequences[row]!,
      group: groupOf(row),
    };
  }
}
