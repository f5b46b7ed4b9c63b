import type { EngineExtension, FieldIndex, IngestReport } from 'log-analytics-engine';
import type { QueryFilterNode, RowMatcher, StoreProblem } from 'log-analytics-engine/internals';
import {
  type BatchChunk,
  BatchConflictError,
  indexesOf,
  NodeVfs,
  TenantStore,
} from 'log-analytics-engine/internals/storage';
import { batchHome } from './batch-home.ts';
import { type ErrorMessage, messageOfError } from './error-message.ts';
import type {
  BundleAnswer,
  IngestReply,
  IngestRequest,
  IngestSetup,
  LineBundle,
  ShardMatches,
  ShardState,
  TenantCall,
} from './ingest-messages.ts';
import type * as QueryTools from './query-tools.ts';
import { RowWatch } from './row-watch.ts';
import { SnapshotSender } from './snapshot-messages.ts';

/** Lines that are stored together at most, in bytes; a bundle is never taken apart. */
const GROUP_BYTES = 2 * 1024 * 1024;

interface OpenTenant {
  readonly store: TenantStore;
  readonly watch: RowWatch;
  /** By shard. */
  readonly senders: Map<number, SnapshotSender>;
}

/**
 * What an ingest worker does: it owns a shard of each tenant, stores what it is given, and tells after each change what readers
 * need to see it. Lines that came in while it was busy are stored together, with one sync.
 */
export class IngestServer {
  readonly #setup: IngestSetup;
  readonly #extensions: readonly EngineExtension[];
  readonly #indexes: readonly (string | FieldIndex)[];
  readonly #vfs: NodeVfs;
  readonly #reply: (reply: IngestReply) => void;
  readonly #tenants = new Map<string, OpenTenant>();
  #tools: typeof QueryTools | undefined;

  constructor(setup: IngestSetup, extensions: readonly EngineExtension[], reply: (reply: IngestReply) => void) {
    this.#setup = setup;
    this.#extensions = extensions;
    this.#indexes = indexesOf([...setup.settings.indexes, ...extensions.flatMap(({ indexes = [] }) => indexes)]);
    this.#vfs = new NodeVfs(setup.directory);
    this.#reply = reply;
  }

  /** Does what is asked, in its order: up to the first request that `useTools` is needed for. Returns what is left. */
  handle(requests: readonly IngestRequest[]): readonly IngestRequest[] {
    let group: LineBundle[] = [];
    let groupBytes = 0;
    const store = (): void => {
      if (group.length > 0) this.#store(group);
      group = [];
      groupBytes = 0;
    };
    for (const [index, request] of requests.entries()) {
      if (request.kind !== 'append') {
        store();
        if (this.#tools === undefined && needsTools(request)) return requests.slice(index);
        if (request.kind === 'fail') throw new Error('this worker was told to fail');
        this.#call(request.id, request.tenant, request.call);
        continue;
      }
      const { bundle } = request;
      const isOther = group.length > 0 && group[0]!.tenant !== bundle.tenant;
      if (isOther || groupBytes + bundle.bytes.length > GROUP_BYTES) store();
      group.push(bundle);
      groupBytes += bundle.bytes.length;
    }
    store();
    return [];
  }

  /** Gives what looks into rows; a worker that only stores does without. */
  useTools(tools: typeof QueryTools): void {
    this.#tools = tools;
  }

  #store(bundles: readonly LineBundle[]): void {
    const { tenant } = bundles[0]!;
    try {
      const chunks = bundles.flatMap(chunksOf);
      const { store, watch } = this.#tenantOf(tenant);
      const outcomes = storeChunks(store, chunks);
      let next = 0;
      const answers = bundles.map(({ id, ends }) => {
        const own = outcomes.slice(next, next + ends.length);
        next += ends.length;
        return answerOf(id, own);
      });
      const matches = watch.take(tenant, store);
      this.#reply({ kind: 'stored', states: this.#statesOf(tenant), matches, answers });
    } catch (error) {
      this.#reply({ kind: 'failed', bundles: bundles.map(({ id }) => id), error: messageOfError(error) });
    }
  }

  #call(id: number, tenant: string, call: TenantCall): void {
    try {
      const { value, matches = [] } = this.#answer(tenant, call);
      this.#reply({ kind: 'result', states: this.#statesOf(tenant), matches, id, value });
    } catch (error) {
      this.#reply({ kind: 'error', states: this.#statesOf(tenant), id, error: messageOfError(error) });
    }
  }

  #answer(tenant: string, call: TenantCall): { value?: unknown; matches?: readonly ShardMatches[] } {
    const { store, watch } = this.#tenantOf(tenant);
    switch (call.method) {
      case 'open': {
        const { shard, shards } = this.#setup;
        return { value: store.strayBatches((id) => batchHome(id, shards) === shard) };
      }
      case 'adopt':
        store.adoptBatches(call.batches);
        return {};
      case 'flush':
        store.flush();
        return {};
      case 'compact':
        store.compact();
        return {};
      case 'verify':
        return { value: store.verify() };
      case 'statistics':
        return { value: store.statistics() };
      case 'delete': {
        const report = (problem: StoreProblem): void => this.#reply({ kind: 'problem', tenant, problem });
        const language = this.#tools!.extendedLanguage(undefined, this.#extensions);
        return { value: this.#tools!.deleteRows(store, call.filters, language, report) };
      }
      case 'watch':
        return { matches: watch.watch(tenant, store, matcherOf(this.#tools, call.conditions), call.positions) };
      case 'close':
        this.#tenants.delete(tenant);
        store.close();
        return {};
    }
  }

  /** Opens the store of a tenant where it is not open. */
  #tenantOf(tenant: string): OpenTenant {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const { shard, shards, settings } = this.#setup;
    const watch = new RowWatch();
    const store = TenantStore.open({
      ...settings,
      indexes: this.#indexes,
      vfs: this.#vfs,
      tenant,
      shard,
      owns: (each) => each % shards === shard,
      takesLock: false,
      sharesHead: true,
      observer: watch,
      onMaintained: () => this.#tellStates(tenant),
      onProblem: (problem) => this.#reply({ kind: 'problem', tenant, problem }),
    });
    const open = { store, watch, senders: new Map() };
    this.#tenants.set(tenant, open);
    return open;
  }

  #tellStates(tenant: string): void {
    const states = this.#statesOf(tenant);
    if (states.length > 0) this.#reply({ kind: 'state', states });
  }

  /** What has changed since it was told last. */
  #statesOf(tenant: string): ShardState[] {
    const open = this.#tenants.get(tenant);
    if (open === undefined) return [];
    const states: ShardState[] = [];
    for (const [shard, snapshot] of open.store.snapshots()) {
      const sender = open.senders.get(shard) ?? new SnapshotSender();
      open.senders.set(shard, sender);
      const message = sender.messageOf(snapshot);
      if (message !== undefined) states.push({ tenant, shard, snapshot: message });
    }
    return states;
  }
}

function needsTools(request: IngestRequest): boolean {
  if (request.kind !== 'call') return false;
  const { call } = request;
  return call.method === 'delete' || (call.method === 'watch' && call.conditions.length > 0);
}

function matcherOf(
  tools: typeof QueryTools | undefined,
  conditions: readonly QueryFilterNode[],
): RowMatcher | undefined {
  return conditions.length === 0 ? undefined : new tools!.RowMatcher(conditions);
}

type Outcome = ReturnType<TenantStore['appendBatches']>[number];

/** The requests of a bundle. */
function chunksOf({ bytes, ends, names }: LineBundle): BatchChunk[] {
  const named = new Map(names);
  return Array.from(ends, (end, index) => ({
    bytes: bytes.subarray(index === 0 ? 0 : ends[index - 1]!, end),
    ...named.get(index),
  }));
}

function storeChunks(store: TenantStore, chunks: readonly BatchChunk[]): Outcome[] {
  if (chunks.some(({ id }) => id !== undefined)) return store.appendBatches(chunks);
  if (chunks.length === 1) return [store.appendLines(chunks[0]!.bytes)];
  return store.appendTogether(chunks.map(({ bytes }) => bytes));
}

function answerOf(id: number, outcomes: readonly Outcome[]): BundleAnswer {
  const counts = new Uint32Array(outcomes.length * 3);
  const errors: (readonly [number, IngestReport['errors']])[] = [];
  const conflicts: (readonly [number, ErrorMessage])[] = [];
  for (const [request, outcome] of outcomes.entries()) {
    if (outcome instanceof BatchConflictError) {
      conflicts.push([request, messageOfError(outcome)]);
      continue;
    }
    counts.set([outcome.accepted, outcome.malformed, outcome.rejected], request * 3);
    if (outcome.errors.length > 0) errors.push([request, outcome.errors]);
  }
  return { id, counts, errors, conflicts };
}
