import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import { byteRangesOf } from './byte-ranges.ts';
import { isHexColumn, readColumn, writeColumn } from './column-codec.ts';
import { ColumnSink, ColumnSource } from './column-streams.ts';
import { encodeColumn } from './encode-column.ts';
import { HexColumn } from './hex-column.ts';
import { RowIndex } from './row-index.ts';
import { TemplateColumn } from './template-column.ts';
import { tokenizeTemplates } from './template-tokenizer.ts';
import type { ValueColumn } from './value-column.ts';

interface Row {
  /** The field, where the row has it. */
  readonly id: string | null;
  readonly message: string;
}

const hexId = fc.integer({ min: 0, max: 2 ** 48 - 1 }).map((n) => `a${(n + 1).toString(16).padStart(15, '0')}`);

/** Rows whose message holds the id of the field, another one, or none. */
const rowsOf = fc.array(
  fc.tuple(hexId, hexId, fc.nat(5)).map(([id, other, kind]): Row => {
    if (kind === 0) return { id: null, message: `started ${other}` };
    if (kind === 1) return { id, message: `started ${other}` };
    if (kind === 2) return { id, message: `id ${other} of ${id}` };
    return { id, message: `started ${id}` };
  }),
  { minLength: 40, maxLength: 120 },
);

function build(rows: readonly Row[]): { message: ValueColumn; id: ValueColumn } {
  const messages = byteRangesOf(rows.map(({ message }) => message));
  const order = Uint32Array.from(rows, (_, i) => i);
  const message = TemplateColumn.build(RowIndex.dense(rows.length), tokenizeTemplates(messages)!, order);
  const having = rows.flatMap(({ id }, row) => (id === null ? [] : [row]));
  const ids = byteRangesOf(having.map((row) => rows[row]!.id!));
  return { message, id: HexColumn.build(RowIndex.of(rows.length, Uint32Array.from(having)), ids)! };
}

function store(column: ValueColumn, siblings: readonly ValueColumn[]): { meta: Uint8Array; streams: Uint8Array[] } {
  const sink = new ColumnSink();
  writeColumn(sink, column, siblings);
  return { meta: sink.meta.toBytes(), streams: sink.streams };
}

const bytesOf = ({ streams }: { streams: readonly Uint8Array[] }): number =>
  streams.reduce((sum, { length }) => sum + length, 0);

const withIds: Row[] = Array.from({ length: 64 }, (_, i) => {
  const id = `b${String(i * 7919).padStart(15, '0')}`;
  return { id, message: `started ${id}` };
});

describe('links of hexadecimal variables', () => {
  it('give every text back', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const { message, id } = build(rows);
        const { meta, streams } = store(message, [message, id]);
        const back = readColumn(message.rows, new ColumnSource(meta, streams), () => id as HexColumn);
        expect(rows.map((_, row) => back.text(row))).toEqual(rows.map(({ message: text }) => text));
      }),
      { numRuns: 150 },
    );
  });

  it('leave out what the column has', () => {
    const { message, id } = build(withIds);
    expect(bytesOf(store(message, [])) - bytesOf(store(message, [message, id]))).toBe(64 * 8 - 64 / 8);
    expect(isHexColumn(store(id, []).meta)).toBe(true);
    expect(isHexColumn(store(message, []).meta)).toBe(false);
  });

  it('are not made within a dictionary, whose values are no rows', () => {
    const { id } = build(withIds);
    const texts = withIds.flatMap(({ message }) => [message, message, message]);
    const dictionary = encodeColumn(RowIndex.dense(texts.length), byteRangesOf(texts));
    expect(dictionary.encoding).toBe('dictionary');
    const { meta, streams } = store(dictionary, [id]);
    expect(readColumn(dictionary.rows, new ColumnSource(meta, streams)).text(5)).toBe(texts[5]);
  });

  it('are refused or give texts when bytes are damaged', () => {
    const { message, id } = build(withIds);
    const { meta, streams } = store(message, [message, id]);
    const hexColumnAt = (place: number): HexColumn => {
      if (place !== 1) throw new MalformedBytesError('no such column');
      return id as HexColumn;
    };
    const tryRead = (damagedMeta: Uint8Array, damagedStreams: readonly Uint8Array[]): void => {
      try {
        const column = readColumn(message.rows, new ColumnSource(damagedMeta, damagedStreams), hexColumnAt);
        for (let row = 0; row < withIds.length; row++) column.text(row);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedBytesError);
      }
    };
    for (let at = 0; at < meta.length; at++) {
      for (const mask of [1, 0x80, 0xff])
        tryRead(
          meta.map((byte, i) => (i === at ? byte ^ mask : byte)),
          streams,
        );
    }
    for (let stream = 0; stream < streams.length; stream++) {
      for (let at = 0; at < streams[stream]!.length; at++) {
        tryRead(
          meta,
          streams.map((bytes, s) => (s === stream ? bytes.map((b, i) => (i === at ? b ^ 1 : b)) : bytes)),
        );
      }
      tryRead(
        meta,
        streams.map((bytes, s) => (s === stream ? bytes.subarray(1) : bytes)),
      );
    }
  });

  it('are refused where there is no column to ask', () => {
    const { message, id } = build(withIds);
    const { meta, streams } = store(message, [message, id]);
    expect(() => readColumn(message.rows, new ColumnSource(meta, streams))).toThrow(MalformedBytesError);
    const narrow = HexColumn.build(RowIndex.dense(1), byteRangesOf(['00aa00aa']))!;
    expect(() => readColumn(message.rows, new ColumnSource(meta, streams), () => narrow)).toThrow(MalformedBytesError);
  });

  it('are refused at a row that has no value in the column', () => {
    const { message, id } = build(withIds);
    const { meta, streams } = store(message, [message, id]);
    const rows = RowIndex.of(
      64,
      Uint32Array.from({ length: 63 }, (_, i) => i),
    );
    const short = new HexColumn(rows, (id as HexColumn).bytes.subarray(0, 63 * 8), 8, false);
    expect(() => readColumn(message.rows, new ColumnSource(meta, streams), () => short)).toThrow(MalformedBytesError);
  });
});
