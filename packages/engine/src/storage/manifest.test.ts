import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, StorageError, UnsupportedVersionError } from '../errors/engine-error.ts';
import { MANIFEST_FILES, shardDirectory } from './directory-layout.ts';
import { FaultVfs } from './fault-vfs.ts';
import {
  EMPTY_MANIFEST,
  listedFiles,
  liveFiles,
  type Manifest,
  removableFiles,
  type SealedSegment,
  takeFileId,
  withLog,
  withLogGivenUp,
  withOpenSegment,
  withOpenSegmentGivenUp,
  withoutLogs,
  withQuarantined,
  withRemoved,
  withSegmentSealed,
  withSegmentsReplaced,
  withTombstones,
} from './manifest.ts';
import { decodeManifest, encodeManifest } from './manifest-encoding.ts';
import { readManifest, writeManifest } from './manifest-files.ts';
import { MemoryVfs } from './memory-vfs.ts';

const SHARD = shardDirectory();

function sealed(file: string, lastSequence = 10): SealedSegment {
  return { file, bytes: 1000, rows: 10, minTimeMs: -5, maxTimeMs: 1.7e12, firstSequence: 1, lastSequence };
}

/** A manifest with something in every list. */
const FULL: Manifest = [
  (m: Manifest) => withOpenSegment(m, 'segment-00000001.las'),
  (m: Manifest) => withSegmentSealed(m, sealed('segment-00000001.las')),
  (m: Manifest) => withTombstones(m, 'segment-00000001.las', { file: 'tombstones-00000002.tmb', deletedRows: 3 }),
  (m: Manifest) => withOpenSegment(m, 'segment-00000003.las'),
  (m: Manifest) => withOpenSegmentGivenUp(m, 4096),
  (m: Manifest) => withOpenSegment(m, 'segment-00000004.las'),
  (m: Manifest) => withLog(m, 'log-00000005.wal'),
  (m: Manifest) => withLog(m, 'log-00000006.wal'),
  (m: Manifest) => withLogGivenUp(m, 'log-00000005.wal', 32),
  (m: Manifest) => withoutLogs(m, ['log-00000006.wal']),
  (m: Manifest) => withQuarantined(m, 'x', { file: 'a stranger', reason: 'it is not in the manifest', atMs: 1.5 }),
  (m: Manifest) => ({ ...m, nextFileId: 7, properties: { indexes: ['user_id'], nested: { a: [1, null, true] } } }),
].reduce((manifest, update) => update(manifest), EMPTY_MANIFEST);

function shard(): MemoryVfs {
  const vfs = new MemoryVfs();
  vfs.mkdirp(SHARD);
  return vfs;
}

describe('updates of a manifest', () => {
  it('give file ids once', () => {
    const first = takeFileId(EMPTY_MANIFEST);
    expect(first.fileId).toBe(1);
    expect(takeFileId(first.manifest).fileId).toBe(2);
    expect(EMPTY_MANIFEST.nextFileId).toBe(1);
  });

  it('take a segment from open to sealed, with its tombstones', () => {
    let manifest = withOpenSegment(EMPTY_MANIFEST, 'segment-00000001.las');
    expect(() => withOpenSegment(manifest, 'segment-00000002.las')).toThrow(InvalidArgumentError);
    manifest = withTombstones(manifest, 'segment-00000001.las', { file: 'tombstones-00000002.tmb', deletedRows: 1 });
    manifest = withSegmentSealed(manifest, sealed('segment-00000001.las', 41));
    expect(manifest.openSegment).toBeNull();
    expect(manifest.nextSequence).toBe(42);
    expect(manifest.sealedSegments).toEqual([
      { ...sealed('segment-00000001.las', 41), tombstones: { file: 'tombstones-00000002.tmb', deletedRows: 1 } },
    ]);
    expect(() => withSegmentSealed(manifest, sealed('segment-00000001.las'))).toThrow(InvalidArgumentError);
  });

  it('give up an open segment at its acknowledged length, and seal it later', () => {
    let manifest = withOpenSegmentGivenUp(withOpenSegment(EMPTY_MANIFEST, 'segment-00000001.las'), 500);
    expect(manifest.openSegment).toBeNull();
    expect(manifest.closedSegments).toEqual([{ file: 'segment-00000001.las', acknowledgedLength: 500 }]);
    expect(() => withOpenSegmentGivenUp(manifest, 500)).toThrow(InvalidArgumentError);
    manifest = withSegmentSealed(manifest, sealed('segment-00000001.las'));
    expect(manifest.closedSegments).toEqual([]);
    expect(liveFiles(manifest)).toEqual(new Set(['segment-00000001.las']));
  });

  it('replace segments of every kind by merged ones', () => {
    const merged = withSegmentsReplaced(
      FULL,
      ['segment-00000001.las', 'segment-00000003.las', 'segment-00000004.las'],
      [sealed('segment-00000008.las', 99)],
    );
    expect(merged.sealedSegments.map(({ file }) => file)).toEqual(['segment-00000008.las']);
    expect([merged.openSegment, merged.closedSegments, merged.nextSequence]).toEqual([null, [], 100]);
    expect(liveFiles(merged)).toEqual(new Set(['segment-00000008.las', 'log-00000005.wal']));
    expect(listedFiles(merged)).toEqual(new Set([...liveFiles(FULL), 'log-00000006.wal', 'segment-00000008.las']));
    expect(() => withSegmentsReplaced(merged, ['segment-00000001.las'])).toThrow(InvalidArgumentError);
  });

  it('replace tombstones', () => {
    const more = withTombstones(FULL, 'segment-00000001.las', { file: 'tombstones-00000007.tmb', deletedRows: 4 });
    expect(liveFiles(more).has('tombstones-00000007.tmb')).toBe(true);
    expect(liveFiles(more).has('tombstones-00000002.tmb')).toBe(false);
    expect(listedFiles(more).has('tombstones-00000002.tmb')).toBe(true);
    const none = withTombstones(more, 'segment-00000001.las', undefined);
    expect(none.sealedSegments[0]).toEqual(sealed('segment-00000001.las'));
    expect(() => withTombstones(FULL, 'log-00000005.wal', undefined)).toThrow(InvalidArgumentError);
  });

  it('take a quarantined file off the live ones', () => {
    const entry = { file: 'segment-00000001.las', reason: 'damaged', atMs: 1 };
    const manifest = withQuarantined(FULL, 'segment-00000001.las', entry);
    expect(listedFiles(manifest).has('segment-00000001.las')).toBe(false);
    expect(manifest.quarantined.at(-1)).toEqual(entry);
  });

  it('let obsolete files go when both generations on disk do without them', () => {
    const vfs = shard();
    let manifest = writeManifest(vfs, SHARD, withLog(EMPTY_MANIFEST, 'log-00000001.wal'));
    manifest = writeManifest(vfs, SHARD, withoutLogs(manifest, ['log-00000001.wal']));
    expect(removableFiles(manifest)).toEqual([]);
    manifest = writeManifest(vfs, SHARD, manifest);
    expect(removableFiles(manifest)).toEqual(['log-00000001.wal']);
    expect(listedFiles(withRemoved(manifest, ['log-00000001.wal'])).size).toBe(0);
  });
});

describe('the bytes of a manifest', () => {
  const bytes = encodeManifest(FULL);

  it('give it back', () => {
    expect(decodeManifest(bytes)).toEqual({ kind: 'manifest', manifest: FULL });
    expect(decodeManifest(encodeManifest(EMPTY_MANIFEST))).toEqual({ kind: 'manifest', manifest: EMPTY_MANIFEST });
  });

  it('are the same as ever', () => {
    const manifest = { ...withLog(EMPTY_MANIFEST, 'log-00000001.wal'), generation: 1, nextFileId: 2 };
    const encoded = encodeManifest(manifest);
    expect(Buffer.from(encoded.subarray(0, 24)).toString('hex')).toBe(
      '4c41454d414e0d0a01000000f6000000000000001253085e',
    );
    expect(new TextDecoder().decode(encoded.subarray(24))).toBe(`${JSON.stringify(manifest, undefined, 1)}\n`);
  });

  it('are noticed to be damaged by every bit flipped and at every length', () => {
    for (let at = 0; at < bytes.length; at++) {
      const flipped = new Uint8Array(bytes);
      flipped[at]! ^= 1 << (at % 8);
      expect(decodeManifest(flipped).kind).toBe('damaged');
      expect(decodeManifest(bytes.subarray(0, at)).kind).toBe('damaged');
    }
    expect(decodeManifest(new Uint8Array([...bytes, 0])).kind).toBe('damaged');
  });

  it('are checked although their checksum is right', () => {
    const withBody = (body: string): Uint8Array => {
      const encoded = new TextEncoder().encode(body);
      const content = new Uint8Array([...bytes.subarray(0, 24), ...encoded]);
      const view = new DataView(content.buffer);
      view.setUint32(12, encoded.length, true);
      view.setUint32(20, crc32(encoded, crc32(content.subarray(0, 20))), true);
      return content;
    };
    const good = JSON.stringify(FULL);
    expect(decodeManifest(withBody(good)).kind).toBe('manifest');
    for (const [body, reason] of [
      ['', 'JSON'],
      ['[]', 'expected an object, found []'],
      ['{}', 'as generation, found undefined'],
      [good.replace('"rows":10', '"rows":-1'), 'expected a whole number from 0 on as rows, found -1'],
      [good.replace('"rows":10', '"rows":"10"'), 'expected a number as rows, found "10"'],
      [good.replace('"segment-00000001.las"', '"../x"'), 'expected a file name, found "../x"'],
      [good.replace('"closedSegments":[', '"closedSegments":[7,'), 'expected an object, found 7'],
      [good.replace('"obsolete":[', '"obsolete_":['), 'expected a list as obsolete, found undefined'],
    ] as const) {
      expect(decodeManifest(withBody(body))).toEqual({ kind: 'damaged', reason: expect.stringContaining(reason) });
    }
  });

  it('are not made of what could not be read back', () => {
    const segment = { ...sealed('segment-00000001.las'), minTimeMs: Number.NaN };
    expect(() => encodeManifest({ ...EMPTY_MANIFEST, sealedSegments: [segment] })).toThrow(InvalidArgumentError);
  });
});

describe('the manifest files of a shard', () => {
  it('are none in a new shard', () => {
    expect(readManifest(shard(), SHARD)).toEqual({ manifest: undefined, hasBoth: false, damaged: [] });
  });

  it('hold the newest generation, and the one before', () => {
    const vfs = shard();
    let manifest = EMPTY_MANIFEST;
    for (let generation = 1; generation <= 5; generation++) {
      manifest = writeManifest(vfs, SHARD, { ...manifest, nextSequence: generation * 100 });
      expect(manifest.generation).toBe(generation);
      expect(readManifest(vfs, SHARD)).toEqual({ manifest, hasBoth: generation > 1, damaged: [] });
    }
    expect(vfs.list(SHARD).map(({ name }) => name)).toEqual(MANIFEST_FILES);
    vfs.overwrite(`${SHARD}/MANIFEST-1`, new Uint8Array(0));
    const { manifest: older, damaged } = readManifest(vfs, SHARD);
    expect(older?.nextSequence).toBe(400);
    expect(damaged).toEqual([{ file: 'MANIFEST-1', reason: 'it ends within its header' }]);
    vfs.remove(`${SHARD}/MANIFEST-1`);
    expect(readManifest(vfs, SHARD).damaged).toEqual([{ file: 'MANIFEST-1', reason: 'it is missing' }]);
    vfs.overwrite(`${SHARD}/MANIFEST-1`, new Uint8Array(0));
    vfs.overwrite(`${SHARD}/MANIFEST-0`, new Uint8Array(100));
    expect(readManifest(vfs, SHARD)).toMatchObject({ manifest: undefined, damaged: [{}, {}] });
  });

  it('are left untouched if a newer version wrote one', () => {
    const vfs = shard();
    writeManifest(vfs, SHARD, EMPTY_MANIFEST);
    const newer = encodeManifest(EMPTY_MANIFEST);
    const view = new DataView(newer.buffer, newer.byteOffset, newer.byteLength);
    view.setUint16(8, 2, true);
    view.setUint32(20, crc32(newer.subarray(24), crc32(newer.subarray(0, 20))), true);
    vfs.overwrite(`${SHARD}/MANIFEST-0`, newer);
    expect(() => readManifest(vfs, SHARD)).toThrow(UnsupportedVersionError);
  });

  it('hold a written manifest after a power cut at any operation, else the one before, and make new files durable', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.integer({ min: 0, max: 3 }), fc.nat(), (after, before, seed) => {
        const memory = shard();
        const vfs = new FaultVfs(memory);
        let manifest = EMPTY_MANIFEST;
        for (let index = 0; index < before; index++) manifest = writeManifest(vfs, SHARD, manifest);
        vfs.createWhole(`${SHARD}/log-00000001.wal`, new Uint8Array(0));
        vfs.fault = { after };
        let written: Manifest | undefined;
        try {
          written = writeManifest(vfs, SHARD, withLog(manifest, 'log-00000001.wal'));
        } catch (error) {
          expect(error).toBeInstanceOf(StorageError);
        }
        const disk = memory.crash({ seed });
        const found = readManifest(disk, SHARD);
        expect(found.damaged).toEqual([]);
        const generation = found.manifest?.generation ?? 0;
        if (written === undefined) expect([manifest.generation, manifest.generation + 1]).toContain(generation);
        else {
          expect(found.manifest).toEqual(written);
          expect(disk.exists(`${SHARD}/log-00000001.wal`)).toBe(true);
        }
        // And a writer goes on from there, whatever the interrupted one left behind.
        const next = writeManifest(disk, SHARD, found.manifest ?? EMPTY_MANIFEST);
        expect(readManifest(disk, SHARD)).toMatchObject({ manifest: next, damaged: [] });
      }),
      { numRuns: 1000 },
    );
  });

  it('can be written again after a failure, without losing the generation before', () => {
    for (const operation of ['create', 'append', 'sync', 'rename', 'syncDirectory'] as const) {
      const memory = shard();
      const vfs = new FaultVfs(memory);
      const manifest = writeManifest(vfs, SHARD, writeManifest(vfs, SHARD, EMPTY_MANIFEST));
      vfs.fault = { operations: [operation], times: 1 };
      expect(() => writeManifest(vfs, SHARD, { ...manifest, nextSequence: 5 })).toThrow(StorageError);
      const written = writeManifest(vfs, SHARD, { ...manifest, nextSequence: 6 });
      expect(readManifest(memory, SHARD).manifest).toEqual(written);
      memory.overwrite(`${SHARD}/${MANIFEST_FILES[written.generation % 2]}`, new Uint8Array(0));
      expect(readManifest(memory, SHARD).manifest).toEqual(manifest);
    }
  });
});
