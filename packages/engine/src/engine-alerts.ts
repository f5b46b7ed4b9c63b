import type { AlertHook } from './alerting/alert-hooks.ts';
import type { AlertRule } from './alerting/alert-rule.ts';
import type { AlertRuleInit } from './alerting/alert-rule-init.ts';
import type { ConditionCompiler } from './alerting/evaluated-rule.ts';
import { AlertEvaluator } from './alerting/evaluator.ts';
import { parseExactJson } from './entry/exact-json.ts';
import type { LogEntry } from './entry/log-entry.ts';
import { CorruptionError, EngineError, InvalidArgumentError, StorageError } from './errors/engine-error.ts';
import type { ProblemLog } from './problem-log.ts';
import type { Block } from './segments/block.ts';
import { MemoryBlock } from './segments/memory-block.ts';
import { StoredBlock } from './segments/stored-block.ts';
import type { SoundBlocks } from './sound-blocks.ts';
import { readCheckedFile, writeCheckedFile } from './storage/checked-file.ts';
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
}

const STATE_FILE = { name: 'alert-state', version: 1 } as const;

/** With alerts the state is saved at once, but not more often than this, and while rows come in without any, as often as this. */
const SAVE_WITH_ALERTS_MS = 1_000;
const SAVE_WITHOUT_ALERTS_MS = 10_000;

/**
 * The alerts of an engine: evaluates rows as the store takes them in, and keeps rules, windows and history in a file.
 *
 * The file is a snapshot that says up to which row it was evaluated; what came after it is evaluated again from the rows that
 * are stored, with the same alerts as result. So it need not be written with every row, nor with every alert.
 */
export class EngineAlerts implements RowObserver {
  readonly evaluator: AlertEvaluator;
  readonly #options: EngineAlertsOptions;
  readonly #hooks = new Map<AlertHook, () => void>();
  #savedMs = Number.NEGATIVE_INFINITY;
  #isDirty = false;

  constructor(options: EngineAlertsOptions) {
    this.#options = options;
    const { compiler, clock, readEntry, resolveSample } = options;
    this.evaluator = new AlertEvaluator({ compiler, clock, readEntry, resolveSample });
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
    if (sinceMs >= (alertCount > 0 ? SAVE_WITH_ALERTS_MS : SAVE_WITHOUT_ALERTS_MS)) this.#trySave();
  }

  /** Takes over the saved state; damage is reported, and the engine goes on without rules. */
  load(): void {
    const { vfs, path, problems } = this.#options;
    try {
      const text = readCheckedFile(vfs, path, STATE_FILE);
      if (text !== undefined) this.evaluator.restoreState(parseExactJson(text));
    } catch (error) {
      const isDamage = [CorruptionError, InvalidArgumentError, StorageError].some((kind) => error instanceof kind);
      if (!isDamage) throw error;
      const message = `rules and alerts cannot be read and were put aside: ${(error as Error).message}`;
      problems.add({ kind: 'damage', file: path, message });
      this.#putAside();
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
    const missed = [...all].filter((block) => lastSequenceOf(block) > evaluator.lastEvaluatedSequence);
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
   * @param lastSequence the highest sequence number of stored rows: the first rule looks at none of them
   * @throws InvalidArgumentError, QuerySyntaxError where the rule is none
   */
  setRule(rule: AlertRule | AlertRuleInit, lastSequence: number): void {
    if (this.evaluator.ruleCount === 0) this.evaluator.continueAfter(lastSequence);
    this.evaluator.setRule(rule);
    this.#isDirty = true;
    this.save();
  }

  removeRule(name: string): boolean {
    const isRemoved = this.evaluator.removeRule(name);
    this.#isDirty ||= isRemoved;
    this.save();
    return isRemoved;
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
    const { vfs, path, readOnly, synced, clock } = this.#options;
    if (!this.#isDirty || readOnly) return;
    writeCheckedFile(vfs, path, STATE_FILE, JSON.stringify(this.evaluator.saveState()), synced);
    this.#isDirty = false;
    this.#savedMs = clock();
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
    const { vfs, path, readOnly } = this.#options;
    if (readOnly) return;
    try {
      let number = 1;
      while (vfs.exists(`${path}.damaged-${number}`)) number++;
      vfs.rename(path, `${path}.damaged-${number}`);
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

function requireFunction(hook: AlertHook): AlertHook {
  if (typeof hook !== 'function') throw wrong('a hook of alerts', 'a function', hook);
  return hook;
}
