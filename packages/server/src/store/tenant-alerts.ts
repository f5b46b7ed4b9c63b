import type { Alert, AlertRule, AlertRuleInit, NodeVfs } from 'log-analytics-engine';
import {
  blockOfMatches,
  EngineAlerts,
  entryOfRow,
  type MatchedRow,
  type ProblemLog,
  type QueryFilterNode,
  ruleCompiler,
  SEQUENCES_PER_SHARD,
  SHARDS_MAX,
  TENANTS_DIRECTORY,
} from 'log-analytics-engine/internals';
import { RecentRows } from './recent-rows.ts';
import type { StoreExtensions } from './store-extensions.ts';
import type { ShardMatches, ShardPositions } from './threads/ingest-messages.ts';

const ALERTS_FILE = 'alerts.state';

/**
 * Matches are numbered as they arrive here: of several shards the sequence numbers say nothing of the order. The numbers are those of
 * no row in a store, so that the engine, which reads the same state, does not take one row for another.
 */
const FIRST_NUMBER = (SHARDS_MAX - 1) * SEQUENCES_PER_SHARD;

export interface TenantAlertsOptions {
  readonly tenant: string;
  readonly vfs: NodeVfs;
  /** Whether the state is on disk when it is saved. */
  readonly isSynced: boolean;
  readonly problems: ProblemLog;
  readonly extensions: StoreExtensions;
}

/**
 * The alert rules of a tenant. Ingest workers find the rows that a rule looks at; here they are evaluated, in the order in which they
 * arrive, with windows, cooldowns and history over all shards. The state is the engine's, in the engine's file, and says of each shard
 * up to which row it was evaluated.
 */
export class TenantAlerts {
  readonly #alerts: EngineAlerts;
  readonly #compiler: ReturnType<typeof ruleCompiler>;
  readonly #recent = new RecentRows();
  #positions = new Map<number, number>();
  /** Positions have changed since the state was saved. */
  #isBehind = false;

  /** Reads the state. Damage is reported, and what is not damaged is there. @throws StorageError */
  constructor({ tenant, vfs, isSynced, problems, extensions }: TenantAlertsOptions) {
    this.#compiler = ruleCompiler(extensions.language);
    this.#alerts = new EngineAlerts({
      vfs,
      path: `${TENANTS_DIRECTORY}/${tenant}/${ALERTS_FILE}`,
      readOnly: false,
      synced: isSynced,
      clock: Date.now,
      compiler: this.#compiler,
      kinds: extensions.alertKinds,
      readEntry,
      resolveSample: (number) => {
        const text = this.#recent.get(number);
        return text === undefined ? undefined : readEntry(text);
      },
      problems,
      beside: () => {
        this.#isBehind = false;
        return { shards: Object.fromEntries(this.#positions) };
      },
      onLoaded: (state) => {
        this.#positions = positionsOf(state);
      },
    });
    // Before all others, so that they see samples whole.
    this.#alerts.addHook(this.#capture);
    this.#alerts.load();
    const { evaluator } = this.#alerts;
    if (evaluator.lastEvaluatedSequence < FIRST_NUMBER) evaluator.continueAfter(FIRST_NUMBER);
  }

  /** Up to which row of each shard rules have looked at them; none where no rule has. */
  get positions(): ShardPositions {
    return this.#positions;
  }

  get ruleCount(): number {
    return this.#alerts.evaluator.ruleCount;
  }

  /** Alerts raised, those that the history has dropped included. */
  get alertCount(): number {
    return this.#alerts.evaluator.alertCount;
  }

  get hookFailureCount(): number {
    return this.#alerts.evaluator.hookFailureCount;
  }

  /** What the rules look for. */
  conditions(): readonly QueryFilterNode[] {
    return this.getRules()
      .filter(({ enabled }) => enabled)
      .map(({ conditions }) =>
        typeof conditions === 'string'
          ? this.#compiler.compileLogsql(conditions)
          : this.#compiler.compileFilters(conditions),
      );
  }

  /** Evaluates rows. @param isLive whether listeners hear of it: not of what was stored before the start */
  take({ shard, rows, upTo }: ShardMatches, isLive: boolean): void {
    // What is on its way when the last rule goes.
    if (this.ruleCount === 0) return;
    this.#positions.set(shard, upTo);
    this.#isBehind = true;
    if (rows.length === 0) this.#alerts.rowsAdded([]);
    else this.#evaluate(rows, isLive);
  }

  /** @throws InvalidArgumentError, QuerySyntaxError where the rule is none; StorageError where it cannot be saved */
  setRule(rule: AlertRule | AlertRuleInit): void {
    if (this.ruleCount === 0) this.#positions.clear();
    this.#alerts.setRule(rule, this.#alerts.evaluator.lastEvaluatedSequence);
    this.#keepUp();
  }

  /** Returns whether there was one of this name. @throws StorageError */
  removeRule(name: string): boolean {
    const isRemoved = this.#alerts.removeRule(name);
    if (isRemoved) this.#keepUp();
    return isRemoved;
  }

  getRules(): AlertRule[] {
    return this.#alerts.evaluator.getRules();
  }

  getAlerts(): Alert[] {
    return this.#alerts.evaluator.getAlerts();
  }

  /** Returns what takes the listener away again. */
  onAlert(listener: (alert: Alert) => void): () => void {
    return this.#alerts.addHook(listener);
  }

  /** @throws StorageError */
  save(): void {
    this.#alerts.save();
  }

  /** Saves and closes. @throws StorageError */
  close(): void {
    this.#alerts.close();
  }

  #evaluate(rows: readonly MatchedRow[], isLive: boolean): void {
    const { evaluator } = this.#alerts;
    const first = evaluator.lastEvaluatedSequence + 1;
    this.#recent.add(first, rows);
    const block = blockOfMatches(rows, first);
    if (isLive) this.#alerts.rowsAdded([block]);
    else {
      for (const alert of evaluator.evaluate(block, { notify: false })) this.#capture(alert);
      this.#alerts.rowsAdded([]);
    }
  }

  /** A changed rule and the rows that it has looked at are saved together: else a start would show it others. */
  #keepUp(): void {
    if (this.#isBehind) this.#alerts.save();
  }

  readonly #capture = (alert: Alert): void => {
    alert.capture((number) => this.#recent.get(number));
  };
}

function readEntry(json: string): ReturnType<typeof entryOfRow> {
  return entryOfRow(json, () => ({ ms: Date.now(), subMs: 0 }), Date.now);
}

/** What a state says; of one that the engine has saved, the rows are those of the only shard that it writes to. */
function positionsOf(state: unknown): Map<number, number> {
  if (typeof state !== 'object' || state === null) return new Map();
  const { shards, rules, lastEvaluatedSequence } = state as Record<string, unknown>;
  if (typeof shards === 'object' && shards !== null) {
    const entries = Object.entries(shards).map(([shard, upTo]): [number, number] => [Number(shard), Number(upTo)]);
    return new Map(entries.filter(([shard, upTo]) => Number.isSafeInteger(shard) && Number.isSafeInteger(upTo)));
  }
  const hasRules = Array.isArray(rules) && rules.length > 0;
  return hasRules && typeof lastEvaluatedSequence === 'number' ? new Map([[0, lastEvaluatedSequence]]) : new Map();
}
