import { AlertRule } from './alerting/alert-rule.ts';
import type { AlertRuleInit } from './alerting/alert-rule-init.ts';
import type { EvaluatorState } from './alerting/evaluator-state.ts';
import { JsonReader } from './alerting/json-reader.ts';
import { parseExactJson } from './entry/exact-json.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import { readCheckedFile, writeCheckedFile } from './storage/checked-file.ts';
import { CheckedLog, readCheckedLog } from './storage/checked-log.ts';
import type { Vfs } from './storage/vfs.ts';

/** What became of the rules since the state was saved. */
export type RuleChange =
  /** A rule that looks at the rows after the sequence number `since`. */
  { readonly set: AlertRule; readonly since: number } | { readonly remove: string };

/** What the files hold. */
export interface SavedAlerts {
  /** Undefined where none was saved yet. */
  readonly state: unknown;
  /** In their order. */
  readonly changes: readonly RuleChange[];
  /** Why changes after these could not be read; null where there are none. */
  readonly damage: string | null;
}

const STATE_FILE = { name: 'alert-state', version: 1 } as const;
const CHANGES_FILE = { name: 'alert-changes', version: 1 } as const;

/** Changes that no state has taken up yet, in bytes: a start reads them again. */
const CHANGES_BYTES_MAX = 1024 * 1024;

/**
 * The state of alerts in two files: a snapshot that is replaced as a whole, and a log of the rules that were set or removed since,
 * so that a change of rules costs what it changes. The log bears a number, and the snapshot names the number of the log that
 * goes on from it: any other is passed over.
 */
export class AlertStateFile {
  readonly path: string;
  readonly changesPath: string;
  readonly #vfs: Vfs;
  readonly #synced: boolean;
  #changesId = 0;
  #changes: CheckedLog | undefined;
  #bytesSaved = 0;
  /** What the log holds is not known, or is too much: nothing can be added to it. */
  #isLogClosed = false;

  /** @param synced whether what is saved is on disk at once */
  constructor(vfs: Vfs, path: string, synced: boolean) {
    this.path = path;
    this.#vfs = vfs;
    this.#synced = synced;
    this.changesPath = `${path}.changes`;
  }

  /**
   * Damaged changes are left out, with those after them.
   * @throws CorruptionError, InvalidArgumentError for a damaged state
   * @throws UnsupportedVersionError, StorageError
   */
  load(): SavedAlerts {
    this.#isLogClosed = true;
    const text = readCheckedFile(this.#vfs, this.path, STATE_FILE);
    const state = text === undefined ? undefined : parseExactJson(text);
    if (state !== undefined) this.#changesId = new JsonReader(state, 'alert state').numberOr('changesId', 0);
    const { texts, isDamaged } = readCheckedLog(this.#vfs, this.changesPath, CHANGES_FILE, this.#changesId);
    // A log without changes may be begun anew.
    this.#isLogClosed = texts.length > 0 || isDamaged;
    const changes: RuleChange[] = [];
    try {
      for (const each of texts) changes.push(changeOf(each));
    } catch (error) {
      if (error instanceof InvalidArgumentError) return { state, changes, damage: error.message };
      throw error;
    }
    return { state, changes, damage: isDamaged ? 'its lines are damaged' : null };
  }

  /** Whether `addChange` takes another change, before a state is saved. */
  get takesChanges(): boolean {
    const isLong = this.#changes !== undefined && this.#changes.byteLength > CHANGES_BYTES_MAX + this.#bytesSaved;
    return !this.#isLogClosed && !isLong;
  }

  /** Adds a change to those since the state was saved. @throws StorageError, after which a state is to be saved */
  addChange(change: RuleChange): void {
    try {
      this.#changes ??= CheckedLog.create(this.#vfs, this.changesPath, CHANGES_FILE, this.#changesId, this.#synced);
      this.#changes.append(textOf(change));
    } catch (error) {
      this.#giveUpLog();
      throw error;
    }
  }

  /** Replaces the state; the changes so far are taken to be in it. @throws StorageError; what was saved stays saved */
  save(state: EvaluatorState): void {
    const changesId = this.#changesId + 1;
    const text = JSON.stringify({ ...state, changesId });
    // Whichever state a failure leaves, the log that goes on from it is not written any more.
    this.#giveUpLog();
    writeCheckedFile(this.#vfs, this.path, STATE_FILE, text, this.#synced);
    this.#changesId = changesId;
    this.#bytesSaved = text.length;
    this.#isLogClosed = false;
  }

  /** The files as they are go out of the way, for people to look at. @throws StorageError */
  putAside(): void {
    for (const path of [this.path, this.changesPath]) {
      if (!this.#vfs.exists(path)) continue;
      let number = 1;
      while (this.#vfs.exists(`${path}.damaged-${number}`)) number++;
      this.#vfs.rename(path, `${path}.damaged-${number}`);
    }
    this.#changesId = 0;
  }

  close(): void {
    this.#giveUpLog();
  }

  #giveUpLog(): void {
    this.#changes?.close();
    this.#changes = undefined;
    this.#isLogClosed = true;
  }
}

function textOf(change: RuleChange): string {
  if ('remove' in change) return JSON.stringify(change);
  return JSON.stringify({ set: change.set, since: change.since, lastTriggeredAt: change.set.lastTriggeredAt });
}

function changeOf(text: string): RuleChange {
  const json = new JsonReader(parseExactJson(text), 'change of alert rules');
  if (json.get('set') === undefined) return { remove: json.text('remove') };
  const rule = new AlertRule(json.get('set') as AlertRuleInit);
  rule.lastTriggeredAt = json.numberOrNull('lastTriggeredAt');
  return { set: rule, since: json.number('since') };
}
