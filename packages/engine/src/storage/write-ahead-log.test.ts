import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClosedError, InvalidArgumentError, StorageError, UnsupportedVersionError } from '../errors/engine-error.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { failureCode } from './storage-failure.ts';
import type { Vfs } from './vfs.ts';
import { LOG_HEADER_BYTES, RECORD_HEADER_BYTES, type WriteAheadLogRecord } from './write-ahead-log-format.ts';
import { readWriteAheadLog, type WriteAheadLogReport } from './write-ahead-log-reader.ts';
import { WriteAheadLogWriter } from './write-ahead-log-writer.ts';

const PATH = 'log-00000007.wal';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function rows(firstSequence: number, ...lines: readonly string[]): WriteAheadLogRecord {
  const payload = bytes(lines.map((line) => `${line}\n`).join(''));
  return { kind: 1, firstSequence, rowCount: lines.length, nowMs: 1_700_000_000_000.25 + firstSequence, payload };
}

const RECORDS = [
  rows(1, '{"_msg":"a"}'),
  rows(2, '{}', '{"_msg":"π"}', 'not json'),
  rows(2 ** 40 + 3, ''),
  rows(2 ** 52),
];

function logOf(records: readonly WriteAheadLogRecord[], vfs: Vfs = new MemoryVfs()): { vfs: Vfs; ends: number[] } {
  const writer = WriteAheadLogWriter.create(vfs, PATH, 7);
  const ends = records.map((record) => writer.append(record));
  writer.close();
  return { vfs, ends };
}

function read(
  vfs: Vfs,
  acknowledgedLength?: number,
): { records: (WriteAheadLogRecord & { end: number })[]; report: WriteAheadLogReport } {
  const records: (WriteAheadLogRecord & { end: number })[] = [];
  const options = acknowledgedLength === undefined ? {} : { acknowledgedLength };
  const report = readWriteAheadLog(
    vfs,
    PATH,
    ({ kind, firstSequence, rowCount, nowMs, payload, end }) => {
      records.push({ kind, firstSequence, rowCount, nowMs, payload: new Uint8Array(payload), end });
    },
    options,
  );
  return { records, report };
}

/** The records as read back, without where they stood. */
function recordsOf(vfs: Vfs): WriteAheadLogRecord[] {
  return read(vfs).records.map(({ end: _, ...record }) => record);
}

function diskWith(content: Uint8Array): MemoryVfs {
  const vfs = new MemoryVfs();
  vfs.createWhole(PATH, content);
  return vfs;
}

describe('a write-ahead log', () => {
  it('gives back what was appended', () => {
    const { vfs, ends } = logOf(RECORDS);
    const { records, report } = read(vfs);
    expect(recordsOf(vfs)).toEqual(RECORDS);
    expect(records.map(({ end }) => end)).toEqual(ends);
    expect(report).toEqual({ fileId: 7, records: 4, rows: 5, validLength: ends.at(-1), damage: undefined });
    expect(vfs.size(PATH)).toBe(ends.at(-1));
  });

  it('keeps the order of small and large records in any buffer', () => {
    const record = fc.record({
      kind: fc.integer({ min: 1, max: 255 }),
      firstSequence: fc.maxSafeNat(),
      rowCount: fc.nat(2 ** 32 - 1),
      nowMs: fc.double({ noNaN: true }),
      payload: fc.uint8Array({ maxLength: 300 }),
    });
    const step = fc.oneof({ weight: 5, arbitrary: record }, { weight: 1, arbitrary: fc.constantFrom('flush', 'sync') });
    fc.assert(
      fc.property(fc.array(step), fc.constantFrom(0, 100, 500, 2000), (steps, bufferBytes) => {
        const vfs = new MemoryVfs();
        const writer = WriteAheadLogWriter.create(vfs, PATH, 7, { bufferBytes });
        const expected: WriteAheadLogRecord[] = [];
        for (const each of steps) {
          if (each === 'flush' || each === 'sync') {
            writer[each as 'flush' | 'sync']();
            expect(vfs.size(PATH)).toBe(writer.length);
          } else {
            expected.push(each as WriteAheadLogRecord);
            expect(writer.append(each as WriteAheadLogRecord)).toBe(writer.length);
          }
        }
        writer.close();
        expect(recordsOf(vfs)).toEqual(expected);
      }),
    );
  });

  it('buffers until flush, and counts as acknowledged what was synced', () => {
    const vfs = new FaultVfs(new MemoryVfs());
    const writer = WriteAheadLogWriter.create(vfs, PATH, 7);
    const first = writer.append(RECORDS[0]!);
    expect([vfs.size(PATH), writer.writtenLength, writer.acknowledgedLength]).toEqual([32, 32, 32]);
    writer.flush();
    expect([vfs.size(PATH), writer.writtenLength, writer.acknowledgedLength]).toEqual([first, first, 32]);
    writer.sync();
    expect(writer.acknowledgedLength).toBe(first);
    const syncs = vfs.counts.sync;
    writer.sync();
    expect(vfs.counts.sync).toBe(syncs);
    writer.append({ ...RECORDS[0]!, payload: new Uint8Array(1 << 20) });
    expect(vfs.size(PATH)).toBe(writer.length);
    expect(vfs.counts.append).toBe(3);
    writer.close();
    writer.close();
    expect(() => writer.append(RECORDS[0]!)).toThrow(ClosedError);
  });

  it('refuses an impossible file id', () => {
    expect(() => WriteAheadLogWriter.create(new MemoryVfs(), PATH, -1)).toThrow(InvalidArgumentError);
  });

  it('has every synced record after a power cut, and only records that were written', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(), (synced, seed) => {
        const vfs = new MemoryVfs();
        const writer = WriteAheadLogWriter.create(vfs, PATH, 7);
        vfs.syncDirectory('');
        for (const record of RECORDS.slice(0, synced)) writer.append(record);
        writer.sync();
        for (const record of RECORDS.slice(synced)) writer.append(record);
        writer.flush();
        const found = recordsOf(vfs.crash({ seed }));
        expect(found.length).toBeGreaterThanOrEqual(synced);
        expect(found).toEqual(RECORDS.slice(0, found.length));
      }),
    );
  });
});

describe('a damaged write-ahead log', () => {
  const { vfs, ends } = logOf(RECORDS);
  const content = vfs.readWhole(PATH);

  it('truncated at every byte gives exactly the longest valid prefix', () => {
    for (let length = 0; length <= content.length; length++) {
      const { records, report } = read(diskWith(content.subarray(0, length)));
      const whole = ends.filter((end) => end <= length);
      expect(records.map(({ end }) => end)).toEqual(whole);
      const validLength = length < LOG_HEADER_BYTES ? 0 : (whole.at(-1) ?? LOG_HEADER_BYTES);
      expect(report.validLength).toBe(validLength);
      if (length === validLength && length > 0) expect(report.damage).toBeUndefined();
      else {
        expect(report.damage).toMatchObject({ damagedAt: validLength, laterRecordAt: undefined });
        expect(report.damage?.reason).toMatch(/^the file ends within/);
      }
    }
  });

  it('with any bit flipped gives the records before it, and says where the next one is', () => {
    for (let at = 0; at < content.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = new Uint8Array(content);
        damaged[at]! ^= 1 << bit;
        const { records, report } = read(diskWith(damaged));
        const before = ends.filter((end) => end <= at);
        expect(records.map(({ end }) => end)).toEqual(before);
        const damagedAt = at < LOG_HEADER_BYTES ? 0 : (before.at(-1) ?? LOG_HEADER_BYTES);
        expect(report.validLength).toBe(damagedAt);
        expect(report.damage?.damagedAt).toBe(damagedAt);
        const next = ends[before.length]!;
        expect(report.damage?.laterRecordAt).toBe(at < LOG_HEADER_BYTES || next === content.length ? undefined : next);
      }
    }
  });

  it('with a run of zeros, at its end or within, loses the records from there on', () => {
    const longer = new Uint8Array(content.length + 10_000);
    longer.set(content);
    expect(read(diskWith(longer)).report).toMatchObject({
      records: 4,
      damage: { damagedAt: content.length, laterRecordAt: undefined },
    });
    const hole = new Uint8Array(content).fill(0, ends[0], ends[1]);
    expect(read(diskWith(hole)).report).toMatchObject({
      records: 1,
      damage: { damagedAt: ends[0], laterRecordAt: ends[1] },
    });
  });

  it('does not take records of another log for its own', () => {
    const other = new MemoryVfs();
    const writer = WriteAheadLogWriter.create(other, PATH, 8);
    writer.append(RECORDS[0]!);
    writer.close();
    const mixed = new Uint8Array([...content, ...other.readWhole(PATH).subarray(LOG_HEADER_BYTES)]);
    expect(read(diskWith(mixed)).report).toMatchObject({
      records: 4,
      validLength: content.length,
      damage: { damagedAt: content.length },
    });
  });

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(content.length), (noise, keep) => {
        const { report } = read(diskWith(new Uint8Array([...content.subarray(0, keep), ...noise])));
        expect(report.validLength).toBeLessThanOrEqual(keep + noise.length);
      }),
    );
  });

  it('is read to its acknowledged length and no further', () => {
    expect(read(vfs, ends[1]).report).toMatchObject({ records: 2, validLength: ends[1], damage: undefined });
    expect(read(vfs, content.length + 5).report.damage).toEqual({
      damagedAt: content.length,
      reason: `the file ends there, though ${content.length + 5} bytes were acknowledged`,
      laterRecordAt: undefined,
    });
  });

  it('of version 1 is read', () => {
    const vfs = new MemoryVfs();
    const log = [
      '4c414557414c0d0a010000000000000007000000000000000000000021e4b48e',
      '8ab7f7f30e0000000100000001000000050000000000000000008056febc7842',
      '7b225f6d7367223a226869227d0a',
    ];
    vfs.createWhole(PATH, Buffer.from(log.join(''), 'hex'));
    const payload = bytes('{"_msg":"hi"}\n');
    expect(recordsOf(vfs)).toEqual([{ kind: 1, firstSequence: 5, rowCount: 1, nowMs: 1_700_000_000_000, payload }]);
  });

  it('of a newer version is refused', () => {
    const newer = new Uint8Array(content);
    newer[8] = 3;
    new DataView(newer.buffer).setUint32(28, crc32(newer.subarray(0, 28)), true);
    expect(() => read(diskWith(newer))).toThrow(UnsupportedVersionError);
  });
});

describe('a log whose writes fail', () => {
  it.each([
    { fault: { operations: ['append'], code: 'ENOSPC', written: 'half', times: 1 }, code: 'ENOSPC' },
    { fault: { operations: ['append'], times: 1 }, code: 'EIO' },
    { fault: { operations: ['sync'], times: 1 }, code: 'EIO' },
  ] as const)('is poisoned by $fault.operations $code', ({ fault, code }) => {
    const vfs = new FaultVfs(new MemoryVfs());
    const writer = WriteAheadLogWriter.create(vfs, PATH, 7);
    writer.append(RECORDS[0]!);
    writer.sync();
    const acknowledged = writer.acknowledgedLength;
    vfs.fault = fault;
    writer.append(RECORDS[1]!);
    expect(() => writer.sync()).toThrow(StorageError);
    // The fault has passed, but the file must not be used again.
    for (const use of [() => writer.append(RECORDS[2]!), () => writer.flush(), () => writer.sync()]) {
      let error: unknown;
      try {
        use();
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(StorageError);
      expect((error as Error).message).toContain(`${PATH} was given up at byte ${acknowledged}`);
      expect(failureCode(error)).toBe(code);
    }
    expect(writer.failure).toBeInstanceOf(StorageError);
    expect(writer.acknowledgedLength).toBe(acknowledged);
    writer.close();
    const { records, report } = read(vfs, acknowledged);
    expect(records.length).toBe(1);
    expect(report.damage).toBeUndefined();
  });

  it('is poisoned by a large record that was written in part', () => {
    const vfs = new FaultVfs(new MemoryVfs());
    const writer = WriteAheadLogWriter.create(vfs, PATH, 7);
    writer.append(RECORDS[0]!);
    vfs.fault = { operations: ['append'], written: 'half', times: 1 };
    expect(() => writer.append({ ...RECORDS[1]!, payload: new Uint8Array(1 << 20) })).toThrow(StorageError);
    expect(() => writer.flush()).toThrow(StorageError);
    expect(read(vfs).report).toMatchObject({ records: 1, damage: { reason: 'the file ends within a record' } });
  });

  it('is not begun if its header cannot be written', () => {
    for (const operation of ['create', 'append', 'sync'] as const) {
      const vfs = new FaultVfs(new MemoryVfs(), { fault: { operations: [operation] } });
      expect(() => WriteAheadLogWriter.create(vfs, PATH, 7)).toThrow(StorageError);
    }
  });
});

describe('the picture of the format', () => {
  it('has the widths that the constants have', () => {
    const source = readFileSync(new URL('./write-ahead-log-format.ts', import.meta.url), 'utf8');
    expect(source).toContain(`header (${LOG_HEADER_BYTES} bytes)`);
    expect(source).toContain(`record (${RECORD_HEADER_BYTES} bytes and the payload)`);
  });

  it('is what is written', () => {
    const { vfs } = logOf([rows(5, '{}')]);
    const content = Buffer.from(vfs.readWhole(PATH));
    const header = content.subarray(0, 32);
    expect(header.toString('latin1', 0, 8)).toBe('LAEWAL\r\n');
    expect(header.readUInt16LE(8)).toBe(2);
    expect(header.readBigUInt64LE(16)).toBe(7n);
    expect(header.readUInt32LE(28)).toBe(crc32(header.subarray(0, 28)));
    const record = content.subarray(32);
    expect(record.readUInt32LE(0)).toBe(crc32(record.subarray(4), header.readUInt32LE(28)));
    expect(record.readUInt32LE(4)).toBe(3);
    expect(record.readUInt32LE(8)).toBe(1);
    expect(record.readUInt32LE(12)).toBe(1);
    expect(record.readBigUInt64LE(16)).toBe(5n);
    expect(record.readDoubleLE(24)).toBe(1_700_000_000_005.25);
    expect(record.toString('utf8', 32)).toBe('{}\n');
  });

  it('is the same as ever, byte by byte', () => {
    const vfs = new MemoryVfs();
    const writer = WriteAheadLogWriter.create(vfs, PATH, 7);
    const payload = bytes('{"_msg":"hi"}\n');
    writer.append({ kind: 1, firstSequence: 5, rowCount: 1, nowMs: 1_700_000_000_000, payload });
    writer.close();
    expect(Buffer.from(vfs.readWhole(PATH)).toString('hex')).toBe(
      [
        '4c414557414c0d0a0200000000000000070000000000000000000000eba91d21',
        '5b91aaf20e0000000100000001000000050000000000000000008056febc7842',
        '7b225f6d7367223a226869227d0a',
      ].join(''),
    );
  });
});
