import type { LogEntry } from '../entry/log-entry.ts';
import type { Block } from '../segments/block.ts';
import { type Alert, type AlertSample, readCapturedSample } from './alert.ts';
import { AlertHistory, HISTORY_MAX } from './alert-history.ts';
import { type AlertHook, AlertHooks } from './alert-hooks.ts';
import type { AlertKindExtension } from './alert-kind-extension.ts';
import { AlertKinds } from './alert-kinds.ts';
import { AlertRule } from './alert-rule.ts';
import type { AlertRuleInit } from './alert-rule-init.ts';
import { alertsFromText, alertsToText } from './alerts-document.ts';
import { blockRanges, blockRuns } from './block-runs.ts';
import { type ConditionCompiler, type EvaluatedRule, evaluatedRule } from './evaluated-rule.ts';
import { type EvaluatorState, readEvaluatorState } from './evaluator-state.ts';
import { alertOfFiring } from './firing-alert.ts';
import { type BlockRows, blockRows, RuleRunner } from './rule-runner.ts';

export interface AlertEvaluatorOptions {
  readonly compiler: ConditionCompiler;
  /** Milliseconds since the epoch. */
  readonly clock?: (() => number) | undefined;
  /** The entry of a row by its sequence number; undefined when it is gone. Without it only captured samples can be read. */
  readonly resolveSample?: ((sequence: number) => LogEntry | undefined) | undefined;
  /** The entry of a row's JSON text. */
  readonly readEntry?: ((json: string) => LogEntry) | undefined;
  /**
   * Whether alerts keep the JSON text of their sample rows, as far as these are in the block being evaluated, so that they
   * outlive their rows. True unless given; otherwise samples are sequence numbers until they are read.
   */
  readonly captureSamples?: boolean | undefined;
  /** Beside the engine's own. */
  readonly kinds?: readonly AlertKindExtension[] | undefined;
  /** Is told what one of them throws while it looks at entries. */
  readonly onKindFailure?: ((error: unknown, kind: string) => void) | undefined;
}

export interface EvaluateOptions {
  /** Whether the hooks are told. True unless given; false while a log is replayed. */
  readonly notify?: boolean | undefined;
}

/**
 * Evaluates alert rules on newly appended rows, in event time, in order of sequence. See `MatchWindow` for when a rule fires.
 *
 * A row is evaluated once: rows up to `lastEvaluatedSequence` are passed over. It is part of the saved state, so that a log that is
 * replayed after a restart counts nothing twice.
 */
export class AlertEvaluator {
  private readonly compiler: ConditionCompiler;
  private readonly clock: () => number;
  private readonly resolveSample: (sequence: number) => LogEntry | undefined;
  private readonly readEntry: (json: string) => LogEntry | undefined;
  private readonly captureSamples: boolean;
  private readonly kinds: AlertKinds;
  private readonly rules = new Map<string, EvaluatedRule>();
  private readonly history = new AlertHistory();
  private readonly hooks = new AlertHooks();
  private runner: RuleRunner | null = null;
  /** What is being evaluated: its rows may not be stored where `resolveSample` looks. */
  private current: readonly BlockRows[] = [];
  private lastSequence = -1;

  constructor(options: AlertEvaluatorOptions) {
    this.compiler = options.compiler;
    this.clock = options.clock ?? Date.now;
    this.resolveSample = options.resolveSample ?? (() => undefined);
    this.readEntry = options.readEntry ?? ((json) => readCapturedSample({ sequence: null, json }));
    this.captureSamples = options.captureSamples ?? true;
    this.kinds = new AlertKinds(options.kinds, (error, kind) => {
      this.hooks.fail(error);
      options.onKindFailure?.(error, kind);
    });
  }

  /** The highest sequence number that was evaluated; -1 before the first. */
  get lastEvaluatedSequence(): number {
    return this.lastSequence;
  }

  get ruleCount(): number {
    return this.rules.size;
  }

  /** How many alerts were raised, also those that the history has dropped. */
  get alertCount(): number {
    return this.history.totalCount;
  }

  /** How often a hook, or a kind of rule of somebody else's, has failed. */
  get hookFailureCount(): number {
    return this.hooks.failureCount;
  }

  /** What the last failing hook threw. */
  get lastHookError(): unknown {
    return this.hooks.lastError;
  }

  /**
   * Adds a rule, in place of one with the same name. Windows and cooldowns are kept where the conditions, `groupBy`, `timeWindow`
   * and `cooldown` stay the same; otherwise the rule begins anew, with the rows after `since`.
   * @param since a sequence number; the last that was evaluated unless given
   * @param isSaved the rule was accepted before: its kind need not be known
   * @throws InvalidArgumentError for a rule that is not well formed
   * @throws QuerySyntaxError for LogsQL conditions that cannot be parsed
   */
  setRule(init: AlertRule | AlertRuleInit, since: number = this.lastSequence, isSaved = false): AlertRule {
    const rule = init instanceof AlertRule ? init : new AlertRule(init);
    if (!isSaved) this.kinds.check(rule);
    const next = { ...evaluatedRule(rule, this.compiler, this.kinds), since };
    const known = this.rules.get(rule.name);
    if (known !== undefined) rule.lastTriggeredAt ??= known.rule.lastTriggeredAt;
    const isContinued = known?.windowKey === next.windowKey;
    this.rules.set(rule.name, isContinued ? { ...next, windows: known.windows, since: known.since } : next);
    this.runner = null;
    return rule;
  }

  /** Removes a rule and its windows; its alerts stay in the history. Returns whether there was one. */
  removeRule(name: string): boolean {
    this.runner = null;
    return this.rules.delete(name);
  }

  /** The rules in the order in which they were added. */
  getRules(): AlertRule[] {
    return [...this.rules.values()].map(({ rule }) => rule);
  }

  /** Adds a hook that is told of each alert. Returns what takes it away again. */
  onAlert(hook: AlertHook): () => void {
    return this.hooks.add(hook);
  }

  /** The newest 10,000 alerts in the order in which they were raised, oldest first. */
  getAlerts(): Alert[] {
    return this.history.list();
  }

  /**
   * Evaluates the rows of a block that come after `lastEvaluatedSequence` and are not deleted. Blocks come in ascending order of
   * sequence; a block may grow and come again.
   *
   * Hooks are told after the whole block was evaluated; one may append rows and so come back here.
   * @returns the alerts, in order of sequence
   */
  evaluate(block: Block, options: EvaluateOptions = {}): Alert[] {
    return this.evaluateParts([blockRows(block)], options);
  }

  /**
   * As `evaluate`, for blocks in any order whose sequence numbers may overlap, as those of merged segments do: rows are evaluated in
   * order of sequence over all of them.
   */
  evaluateAll(blocks: Iterable<Block>, options: EvaluateOptions = {}): Alert[] {
    const alerts: Alert[] = [];
    for (const run of blockRuns(blockRanges(blocks))) {
      const parts = run.map(({ block }) => blockRows(block));
      for (const alert of this.evaluateParts(parts, options)) alerts.push(alert);
    }
    return alerts;
  }

  private evaluateParts(parts: readonly BlockRows[], options: EvaluateOptions): Alert[] {
    const last = parts.reduce((highest, { order }) => Math.max(highest, order.last), -1);
    if (last <= this.lastSequence) return [];
    for (const { order, rows } of parts) order.keepAfter(this.lastSequence, rows);
    this.lastSequence = last;
    if (this.rules.size === 0) return [];

    this.runner ??= new RuleRunner([...this.rules.values()], this.clock);
    const outer = this.current;
    this.current = parts;
    try {
      const alerts = this.runner.run(parts).map((firing) => alertOfFiring(firing, this.readSample));
      if (this.captureSamples) for (const alert of alerts.slice(-HISTORY_MAX)) alert.capture(this.jsonOf);
      for (const alert of alerts) this.history.add(alert);
      if (options.notify ?? true) for (const alert of alerts) this.hooks.notify(alert);
      return alerts;
    } finally {
      this.current = outer;
    }
  }

  /**
   * Goes on with the rows after a sequence number: a higher one than `lastEvaluatedSequence` where rows are to be passed over, a
   * lower one where the rows that were evaluated are lost and their numbers will be given again.
   */
  continueAfter(sequence: number): void {
    this.lastSequence = sequence;
    for (const rule of this.rules.values()) rule.since = Math.min(rule.since, sequence);
  }

  /** The rules that are kept but look at no row, because their kinds are not known. */
  getDormantRules(): AlertRule[] {
    return [...this.rules.values()].filter(({ isDormant }) => isDormant).map(({ rule }) => rule);
  }

  /** Everything that must survive a restart, ready for `JSON.stringify`: rules, windows, cooldowns, history. */
  saveState(): EvaluatorState {
    return {
      version: 1,
      lastEvaluatedSequence: this.lastSequence,
      rules: [...this.rules.values()].map(({ rule, windowKey, windows }) => ({
        rule: rule.toJSON(),
        lastTriggeredAt: rule.lastTriggeredAt,
        windowKey,
        windows: windows.toJSON(),
      })),
      alertCount: this.history.totalCount,
      alerts: this.history.list().map((alert) => alert.toStateJSON()),
    };
  }

  /**
   * Takes over what `saveState` gave, in place of all rules and alerts. Hooks stay. Changes nothing when it throws.
   * @throws InvalidArgumentError saying what stands wrong and where
   * @throws UnsupportedVersionError for a state of a newer version
   */
  restoreState(state: unknown): void {
    const restored = readEvaluatorState(state, this.compiler, this.kinds, this.readSample);
    this.rules.clear();
    for (const rule of restored.rules) this.rules.set(rule.rule.name, rule);
    this.history.reset(restored.alerts, restored.alertCount);
    this.lastSequence = restored.lastEvaluatedSequence;
    this.runner = null;
  }

  /** The history as JSON text, samples included: the content of a file of alerts. */
  saveAlerts(): string {
    return alertsToText(this.history.list());
  }

  /**
   * Adds the alerts of such a text that are not in the history yet.
   * @returns how many were added
   * @throws InvalidArgumentError saying what stands wrong and where
   * @throws UnsupportedVersionError for a text of a newer version
   */
  loadAlerts(text: string): number {
    return this.history.merge(alertsFromText(text, this.readSample));
  }

  private readonly readSample = (sample: AlertSample): LogEntry | undefined => {
    if (sample.json !== null) return this.readEntry(sample.json);
    if (sample.sequence === null) return undefined;
    const json = this.jsonOf(sample.sequence);
    return json === undefined ? this.resolveSample(sample.sequence) : this.readEntry(json);
  };

  /** The JSON text of a row of the blocks being evaluated. */
  private readonly jsonOf = (sequence: number): string | undefined => {
    for (const { block, order } of this.current) {
      const row = order.rowOf(sequence);
      if (row >= 0) return block.json(row);
    }
    return undefined;
  };
}
