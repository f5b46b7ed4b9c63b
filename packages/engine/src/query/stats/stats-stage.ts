import type { Bitmap } from '../../bytes/bitmap.ts';
import type { StatsPipe } from '../../logsql/syntax-tree.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import type { PipelineContext, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { isShortestNumber } from '../pipeline/shortest-number.ts';
import { TextValues } from '../pipeline/text-values.ts';
import { compareValueKeys, valueKeyOf } from '../value-order.ts';
import { withReadOrder } from './field-order.ts';
import { countGroupRows } from './group-row-counts.ts';
import { GroupTable } from './group-table.ts';
import { KeyField } from './row-keys.ts';
import { RunningEntry } from './stats-entry.ts';
import { StoredBatch } from './stored-batch.ts';

/** Beyond so many groups sorting them would take longer than making them. */
const SORTED_GROUPS_MAX = 16_384;
/** Groups in a batch of results. */
const BATCH_GROUPS = 8192;

/** What a stage has taken up. */
interface StatsState {
  /** By group. */
  readonly keys: readonly (readonly string[])[];
  /** As in the stage. */
  readonly numberGroups: readonly ReadonlySet<number>[];
  /** What the accumulators saved. */
  readonly entries: readonly unknown[];
}

/** The `stats` pipe: finds the group of each row and lets every function take the rows up. */
export class StatsStage implements PipeStage {
  private readonly by: readonly KeyField[];
  private readonly table: GroupTable;
  private readonly entries: readonly RunningEntry[];
  private readonly context: PipelineContext;
  /** By field, the groups whose key was a number where it was first met. */
  private readonly numberGroups: readonly Set<number>[];
  /** Entries for which only the number of rows of a group counts, and the others. */
  private readonly counters: readonly RunningEntry[];
  private readonly others: readonly RunningEntry[];
  private reservedBytes = 0;

  constructor(node: StatsPipe, context: PipelineContext) {
    const { rangeSeconds } = context;
    this.by = node.by.map((field) => new KeyField(field));
    this.table = new GroupTable(node.by.length);
    this.entries = withReadOrder(node).map((entry) => new RunningEntry(entry, context, { rangeSeconds }));
    this.context = context;
    this.numberGroups = node.by.map(() => new Set());
    this.counters = this.by.length <= 1 ? this.entries.filter((entry) => entry.countsRows) : [];
    this.others = this.entries.filter((entry) => !this.counters.includes(entry));
  }

  push(batch: ResultBatch): boolean {
    this.update(batch, null, this.entries);
    this.reserve();
    return true;
  }

  pushBlock(block: SelectedBlock): boolean {
    const isCounted = this.counters.length > 0 && this.countBlock(block);
    const entries = isCounted ? this.others : this.entries;
    if (entries.length > 0) {
      const rows = block.isWhole ? null : rowNumbers(block.rows());
      if (rows === null || rows.length > 0) this.update(new StoredBatch(block.block), rows, entries);
    }
    this.reserve();
    return true;
  }

  private update(batch: ResultBatch, rows: Uint32Array | null, entries: readonly RunningEntry[]): void {
    const fields = this.by.map((field) => field.codesOf(batch, rows));
    const groups =
      fields.length === 0
        ? null
        : this.table.groupsOf(fields, rows, (group, row) => this.noteNumbers(batch, group, row));
    const groupCount = fields.length === 0 ? 1 : this.table.size;
    for (const entry of entries) entry.update(batch, rows, groups, groupCount);
  }

  /** Counts rows of a block without looking at each; false if that is not possible. */
  private countBlock(block: SelectedBlock): boolean {
    const [field] = this.by;
    if (field === undefined) {
      this.countRows(0, block.count() ?? block.rows().count(), 1);
      return true;
    }
    return countGroupRows(block, field, (key, rowCount, rowOf) => {
      const before = this.table.size;
      const group = this.table.groupOf([key]);
      if (this.table.size > before && isShortestNumber(key))
        this.noteNumbers(new StoredBatch(block.block), group, rowOf());
      this.countRows(group, rowCount, this.table.size);
    });
  }

  private countRows(group: number, rowCount: number, groupCount: number): void {
    for (const { accumulator } of this.counters) accumulator.countRows!(group, rowCount, groupCount);
  }

  private noteNumbers(batch: ResultBatch, group: number, row: number): void {
    const keys = this.table.keys[group]!;
    this.by.forEach(({ field }, at) => {
      if (isShortestNumber(keys[at]!) && batch.isNumber(field, row)) this.numberGroups[at]!.add(group);
    });
  }

  takeState(): unknown {
    return {
      keys: this.table.keys,
      numberGroups: this.numberGroups,
      entries: this.entries.map(({ accumulator }) => accumulator.save()),
    } satisfies StatsState;
  }

  addState(state: unknown): void {
    const { keys, numberGroups, entries } = state as StatsState;
    const groups = new Uint32Array(this.by.length === 0 ? 1 : keys.length);
    keys.forEach((key, i) => {
      const before = this.table.size;
      const group = this.table.groupOf(key);
      groups[i] = group;
      if (this.table.size === before) return;
      numberGroups.forEach((marked, at) => {
        if (marked.has(i)) this.numberGroups[at]!.add(group);
      });
    });
    const groupCount = this.by.length === 0 ? 1 : this.table.size;
    this.entries.forEach((entry, i) => {
      entry.mergeSaved(entries[i], groups, groupCount);
    });
    this.reserve();
  }

  private reserve(): void {
    let bytes = this.table.memoryBytes;
    for (const { accumulator } of this.entries) bytes += accumulator.memoryBytes;
    this.context.query.reserve(bytes - this.reservedBytes);
    this.reservedBytes = bytes;
  }

  finish(sink: ResultSink): void {
    const groups = this.sortedGroups();
    for (let start = 0; start < groups.length; start += BATCH_GROUPS) {
      if (!sink.push(this.resultOf(groups.slice(start, start + BATCH_GROUPS)))) break;
      this.context.query.check();
    }
  }

  private sortedGroups(): number[] {
    const groups = this.by.length === 0 ? [0] : this.table.keys.map((_, group) => group);
    if (groups.length > SORTED_GROUPS_MAX || this.by.length === 0) return groups;
    const keys = this.table.keys.map((texts) => texts.map(valueKeyOf));
    return groups.sort((a, b) => {
      for (let at = 0; at < this.by.length; at++) {
        const order = compareValueKeys(keys[a]![at]!, keys[b]![at]!);
        if (order !== 0) return order;
      }
      return compareTexts(this.table.keys[a]!, this.table.keys[b]!);
    });
  }

  private resultOf(groups: readonly number[]): FieldBatch {
    const fields = new Map<string, FieldValues>();
    this.by.forEach(({ field }, at) => {
      const texts = groups.map((group) => this.table.keys[group]![at]!);
      const numbers = this.numberGroups[at]!;
      fields.set(
        field,
        new TextValues(
          texts,
          Uint8Array.from(groups, (group) => (numbers.has(group) ? 1 : 0)),
        ),
      );
    });
    for (const { resultField, accumulator } of this.entries) {
      const results = groups.map((group) => accumulator.result(group));
      const areNumbers = Uint8Array.from(results, ({ isNumber }) => (isNumber ? 1 : 0));
      fields.set(
        resultField,
        new TextValues(
          results.map(({ text }) => text),
          areNumbers,
        ),
      );
    }
    return new FieldBatch(groups.length, fields);
  }
}

/** Keys of one value, such as 1 and 1.0, stand in the order of their texts. */
function compareTexts(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, i) => text !== b[i]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

function rowNumbers({ words, size }: Bitmap): Uint32Array {
  const rows = new Uint32Array(size);
  let at = 0;
  for (let i = 0; i < words.length; i++) {
    for (let word = words[i]!; word !== 0; word &= word - 1) rows[at++] = (i << 5) + (31 - Math.clz32(word & -word));
  }
  return rows.subarray(0, at);
}
