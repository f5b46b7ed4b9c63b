import { AlertStateFile, type RuleChange } from './alert-state-file.ts';
import type { AlertHook } from './alerting/alert-hooks.ts';
import type { AlertKindExtension } from './alerting/alert-kind-extension.ts';
import type { AlertRule } from './alerting/alert-rule.ts';
import type { AlertRuleInit } from './alerting/alert-rule-init.ts';
import type { ConditionCompiler } from './alerting/evaluated-rule.ts';
import { AlertEvaluator } from './alerting/evaluator.ts';
import type { LogEntry } from './entry/log-entry.ts';
import { CorruptionError, EngineError, InvalidArgumentError, StorageError } from './errors/engine-error.ts';
import type { ProblemLog } from './problem-log.ts';
import { refusalOf } from './query/extensions/extension-failure.ts';
import type { Block } from './segments/block.ts';
import { BlockView } from './segments/block-view.ts';
import { MemoryBlock } from './segments/memory-block.ts';
import { StoredBlock } from './segments/stored-block.ts';
import type { SoundBlocks } from './sound-blocks.ts';
import type { RowObserver } from './storage/store-options.ts';
import type { Vfs } from './storage/vfs.ts';
import { wrong } from './wrong-argument.ts';

export interface EngineAlertsOptions {
  readonly vfs: Vfs;
  /** The file of the state. */
  readonly path: string;
  readonly readOnly: boolean;
  /** Whether the state is on disk when it is saved. */
  readonly synced: boolean;
  readonly clock: () => number;
  readonly compiler: ConditionCompiler;
  readonly readEntry: (json: string) => LogEntry;
  /** The stored row with a sequence number; undefined when it is gone. */
  readonly resolveSample: (sequence: number) => LogEntry | undefined;
  readonly problems: ProblemLog;
  readonly kinds: readonly AlertKindExtension[];
  /** What is kept with the state beside it, under names that it does not have. */
  readonly beside?: (() => Readonly<Record<string, unknown>>) | undefined;
  /** Called by `load` with the state that was read, what was kept beside it included. */
  readonly onLoaded?: ((state: unknown) => void) | undefined;
}

/** With alerts the state is saved at once, but not more often than this, and while rows come in without any, as often as this. */
const SAVE_WITH_ALERTS_MS = 1_000;
const SAVE_WITHOUT_ALERTS_MS = 10_000;
/** Nor does saving take more than about a fiftieth of the time, however large the state is. */
const SAVE_SHARE = 1 / 50;

/**
 * The alerts of an engine: evaluates rows as the store takes them in, and keeps rules, windows and history in files.
 *
 * The state is a snapshot that says up to which row it was evaluated; what came after it is evaluated again from the rows that
 * are stored, with the same alerts as result. So it need not be written with every row, nor with every alert; and a rule that is
 * added is a line in a log beside it.
 */
export class EngineAlerts implements RowObserver {
  readonly evaluator: AlertEvaluator;
  readonly #options: EngineAlertsOptions;
  readonly #hooks = new Map<AlertHook, () => void>();
  readonly #file: AlertStateFile;
  #savedMs = Number.NEGATIVE_INFINITY;
  /** How long the last save took. */
  #saveMs = 0;
  /** The last row that the saved state has evaluated. */
  #savedSequence = -1;
  #isDirty = false;

  constructor(options: EngineAlertsOptions) {
    this.#options = options;
    const { vfs, path, synced, compiler, clock, readEntry, resolveSample, kinds } = options;
    this.#file = new AlertStateFile(vfs, path, synced);
    this.evaluator = new AlertEvaluator({
      compiler,
      clock,
      readEntry,
      resolveSample,
      kinds,
      onKindFailure: (error, kind) =>
        options.problems.add({
          kind: 'observer-failed',
          message: refusalOf(error, `the alert kind ${kind}`).message,
        }),
    });
  }

  /** Without rules no rows are wanted. */
  get observes(): boolean {
    return this.evaluator.ruleCount > 0;
  }

  rowsAdded(blocks: readonly Block[]): void {
    if (!this.observes) return;
    let alertCount = 0;
    for (const block of blocks) alertCount += this.evaluator.evaluate(block).length;
    this.#isDirty = true;
    const sinceMs = Math.abs(this.#options.clock() - this.#savedMs);
    const pauseMs = alertCount > 0 ? SAVE_WITH_ALERTS_MS : SAVE_WITHOUT_ALERTS_MS;
    if (sinceMs >= Math.max(pauseMs, this.#saveMs / SAVE_SHARE)) this.#trySave();
  }

  /** Takes over the saved state; damage is reported, and the engine goes on without what is damaged. */
  load(): void {
    const { problems, path } = this.#options;
    try {
      const { state, changes, damage } = this.#file.load();
      if (state !== undefined) this.evaluator.restoreState(state);
      this.#options.onLoaded?.(state);
      this.#savedSequence = this.evaluator.lastEvaluatedSequence;
      for (const change of changes) this.#apply(change);
      this.#isDirty = changes.length > 0 || damage !== null;
      for (const { name, kind } of this.evaluator.getDormantRules()) {
        const message = `the rule '${name}' is not evaluated: no alert kind '${kind}' was given to the engine, as one of alertKinds or in an extension`;
        problems.add({ kind: 'observer-failed', message });
      }
      if (damage !== null) {
        const message = `changes of rules cannot be read, and those after them are lost: ${damage}`;
        problems.add({ kind: 'damage', file: this.#file.changesPath, message });
      }
    } catch (error) {
      const isDamage = [CorruptionError, InvalidArgumentError, StorageError].some((kind) => error instanceof kind);
      if (!isDamage) throw error;
      const message = `rules and alerts cannot be read and were put aside: ${(error as Error).message}`;
      problems.add({ kind: 'damage', file: path, message });
      this.#putAside();
    }
  }

  #apply(change: RuleChange): void {
    const { evaluator } = this;
    if ('remove' in change) evaluator.removeRule(change.remove);
    else {
      if (evaluator.ruleCount === 0) evaluator.continueAfter(Math.max(evaluator.lastEvaluatedSequence, change.since));
      evaluator.setRule(change.set, change.since, true);
    }
  }

  /**
   * Evaluates stored rows that came after the state was saved, in order of sequence.
   * @param lastSequence the highest sequence number of stored rows
   */
  catchUp(blocks: SoundBlocks, lastSequence: number): void {
    const { evaluator } = this;
    if (evaluator.lastEvaluatedSequence > lastSequence) evaluator.continueAfter(lastSequence);
    if (!this.observes || evaluator.lastEvaluatedSequence === lastSequence) return;
    const all = blocks.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    const missed = [...all].filter(
      (block) => isOfFirstShard(block) && lastSequenceOf(block) > evaluator.lastEvaluatedSequence,
    );
    // After merges the sequence numbers of blocks overlap: rows are evaluated in their order over all of them.
    blocks.answer(() =>
      evaluator.evaluateAll(
        missed.filter((block) => !blocks.isDamaged(block)),
        { notify: false },
      ),
    );
    evaluator.continueAfter(lastSequence);
    this.#isDirty = true;
  }

  /**
   * On disk when it returns, where the state is.
   * @param lastSequence the highest sequence number of stored rows: the first rule looks at none of them
   * @throws InvalidArgumentError, QuerySyntaxError where the rule is none
   * @throws StorageError
   */
  setRule(rule: AlertRule | AlertRuleInit, lastSequence: number): void {
    const { evaluator } = this;
    const count = evaluator.ruleCount;
    if (count === 0) evaluator.continueAfter(lastSequence);
    const set = evaluator.setRule(rule);
    this.#saveChange({ set, since: evaluator.lastEvaluatedSequence }, evaluator.ruleCount > count);
  }

  removeRule(name: string): boolean {
    const isRemoved = this.evaluator.removeRule(name);
    if (isRemoved) this.#saveChange({ remove: name }, false);
    return isRemoved;
  }

  /**
   * Logs a change if a start can make it again: rows that came since the state was saved are evaluated after all changes, so that
   * a rule that was there for them must be there still.
   */
  #saveChange(change: RuleChange, isAddition: boolean): void {
    this.#isDirty = true;
    const isRepeatable = isAddition || this.evaluator.lastEvaluatedSequence === this.#savedSequence;
    if (isRepeatable && this.#file.takesChanges) {
      try {
        this.#file.addChange(change);
        return;
      } catch (error) {
        this.#report(error);
      }
    }
    this.save();
  }

  /** Adds the alerts of a text that `evaluator.saveAlerts` made; returns how many were new. */
  loadAlerts(text: string): number {
    const count = this.evaluator.loadAlerts(text);
    this.#isDirty ||= count > 0;
    this.save();
    return count;
  }

  /** Returns what takes the hook away again. */
  addHook(hook: AlertHook): () => void {
    return this.evaluator.onAlert(requireFunction(hook));
  }

  /** Adds a listener once, however often it is given. */
  on(hook: AlertHook): void {
    if (!this.#hooks.has(hook)) this.#hooks.set(hook, this.addHook(hook));
  }

  off(hook: AlertHook): void {
    this.#hooks.get(hook)?.();
    this.#hooks.delete(hook);
  }

  /** Writes the state where it has changed. @throws StorageError; the state stays to be saved */
  save(): void {
    const { readOnly, clock } = this.#options;
    if (!this.#isDirty || readOnly) return;
    const begunMs = clock();
    this.#file.save({ ...this.evaluator.saveState(), ...this.#options.beside?.() });
    this.#savedSequence = this.evaluator.lastEvaluatedSequence;
    this.#isDirty = false;
    this.#savedMs = clock();
    this.#saveMs = Math.max(0, this.#savedMs - begunMs);
  }

  /** Saves and closes the files. @throws StorageError; they are closed even so */
  close(): void {
    try {
      this.save();
    } finally {
      this.#file.close();
    }
  }

  /** As `save`, but a failure is reported: the rows that led here are stored. */
  #trySave(): void {
    try {
      this.save();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    if (!(error instanceof EngineError)) throw error;
    this.#options.problems.add({ kind: 'write-failed', file: this.#options.path, message: error.message });
  }

  #putAside(): void {
    if (this.#options.readOnly) return;
    try {
      this.#file.putAside();
    } catch (error) {
      this.#report(error);
    }
  }
}

/** Infinity where it is not known. */
function lastSequenceOf(block: Block): number {
  if (block instanceof StoredBlock) return block.header.lastSequence;
  return block instanceof MemoryBlock ? block.firstSequence + block.rowCount - 1 : Number.POSITIVE_INFINITY;
}

function isOfFirstShard(block: Block): boolean {
  return !(block instanceof BlockView) || block.sequenceBase === 0;
}

function requireFunction(hook: AlertHook): AlertHook {
  if (typeof hook !== 'function') throw wrong('a hook of alerts', 'a function', hook);
  return hook;
}
