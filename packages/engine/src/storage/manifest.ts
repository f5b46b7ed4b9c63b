import { InvalidArgumentError } from '../errors/engine-error.ts';

/**
 * Which files of a shard are live, and what is known of them without opening them. Immutable: an update makes another
 * manifest, and `writeManifest` makes it the one that counts. File names are without a path.
 *
 * Invariants that the updates keep: a file stands in one list only; file ids are never given twice, so neither are names.
 */
export interface Manifest {
  /** Counts the manifests written for the shard; 0: never written. */
  readonly generation: number;
  /** The id of the next new file; above every id in the lists. */
  readonly nextFileId: number;
  /** Above every sequence number in sealed segments; open segments and logs may hold higher ones. */
  readonly nextSequence: number;
  /** Segments with a footer; immutable. */
  readonly sealedSegments: readonly SealedSegment[];
  /** The segment that blocks are appended to. */
  readonly openSegment: UnsealedFile | null;
  /** Segments without a footer that nothing is appended to any more, because a write or sync failed. */
  readonly closedSegments: readonly UnsealedFile[];
  /** Logs with rows that are in no segment yet, in the order in which they were begun. */
  readonly writeAheadLogs: readonly UnsealedFile[];
  /** Files that are no longer live and may still exist; see `removableFiles`. */
  readonly obsolete: readonly ObsoleteFile[];
  /** Files, or parts of files, that were damaged or unknown and stand in `quarantine/`. */
  readonly quarantined: readonly QuarantinedFile[];
  /** What else the store keeps with it. */
  readonly properties: Readonly<Record<string, JsonValue>>;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface SealedSegment {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  /** Time of the oldest row in milliseconds since 1970, rounded down. */
  readonly minTimeMs: number;
  /** Time of the newest row, rounded down too: whoever asks for whole milliseconds needs no more; inclusive. */
  readonly maxTimeMs: number;
  readonly firstSequence: number;
  /** Inclusive. */
  readonly lastSequence: number;
  readonly tombstones?: Tombstones;
}

/** The file that says which rows of a segment are deleted. */
export interface Tombstones {
  readonly file: string;
  readonly deletedRows: number;
}

/** A segment without a footer, or a log. */
export interface UnsealedFile {
  readonly file: string;
  /** The length at which it was given up after a failed write or sync: what stands behind was never acknowledged. */
  readonly acknowledgedLength?: number;
  readonly tombstones?: Tombstones;
}

export interface ObsoleteFile {
  readonly file: string;
  /** The first generation that does not need it. */
  readonly sinceGeneration: number;
}

export interface QuarantinedFile {
  /** The name in `quarantine/`. */
  readonly file: string;
  readonly reason: string;
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
}

/** The manifest of a shard without files. */
export const EMPTY_MANIFEST: Manifest = {
  generation: 0,
  nextFileId: 1,
  nextSequence: 1,
  sealedSegments: [],
  openSegment: null,
  closedSegments: [],
  writeAheadLogs: [],
  obsolete: [],
  quarantined: [],
  properties: {},
};

/** Gives a file id away. It is used up once a manifest with `manifest` in its history is written. */
export function takeFileId(manifest: Manifest): { readonly fileId: number; readonly manifest: Manifest } {
  const fileId = manifest.nextFileId;
  return { fileId, manifest: { ...manifest, nextFileId: fileId + 1 } };
}

/** A new segment to append blocks to. There must be none. */
export function withOpenSegment(manifest: Manifest, file: string): Manifest {
  if (manifest.openSegment !== null) {
    throw new InvalidArgumentError(`${manifest.openSegment.file} is still open: seal it or give it up before ${file}`);
  }
  return { ...manifest, openSegment: { file } };
}

/** The open segment is given up at the length that was acknowledged. */
export function withOpenSegmentGivenUp(manifest: Manifest, acknowledgedLength: number): Manifest {
  const { openSegment, closedSegments } = manifest;
  if (openSegment === null) throw new InvalidArgumentError('there is no open segment to give up');
  return {
    ...manifest,
    openSegment: null,
    closedSegments: [...closedSegments, { ...openSegment, acknowledgedLength }],
  };
}

/** The open segment, or a closed one, has got its footer. Its tombstones stay unless `segment` has others. */
export function withSegmentSealed(manifest: Manifest, segment: SealedSegment): Manifest {
  const unsealed = unsealedSegments(manifest).find(({ file }) => file === segment.file);
  if (unsealed === undefined) throw new InvalidArgumentError(`${segment.file} is not a segment without a footer`);
  const { tombstones } = unsealed;
  const sealed = tombstones === undefined ? segment : { tombstones, ...segment };
  return withSealedSegments(withoutFile(manifest, segment.file), [sealed]);
}

/** Other segments take the place of some of any kind, which become obsolete with their tombstones: a merge, or retention if there are no others. */
export function withSegmentsReplaced(
  manifest: Manifest,
  replaced: readonly string[],
  by: readonly SealedSegment[] = [],
): Manifest {
  const segments = [...manifest.sealedSegments, ...unsealedSegments(manifest)];
  const obsolete = replaced.flatMap((file) => {
    const segment = segments.find((each) => each.file === file);
    if (segment === undefined) throw new InvalidArgumentError(`${file} is not a live segment`);
    return segment.tombstones === undefined ? [file] : [file, segment.tombstones.file];
  });
  return withObsolete(withSealedSegments(replaced.reduce(withoutFile, manifest), by), obsolete);
}

/** Another tombstone file, or none, for a segment; the one before becomes obsolete. */
export function withTombstones(manifest: Manifest, segmentFile: string, tombstones: Tombstones | undefined): Manifest {
  let found = false;
  let before: Tombstones | undefined;
  const replace = <S extends SealedSegment | UnsealedFile>(segment: S): S => {
    if (segment.file !== segmentFile) return segment;
    found = true;
    before = segment.tombstones;
    const { tombstones: _, ...rest } = segment;
    return (tombstones === undefined ? rest : { ...rest, tombstones }) as S;
  };
  const next = {
    ...manifest,
    sealedSegments: manifest.sealedSegments.map(replace),
    openSegment: manifest.openSegment === null ? null : replace(manifest.openSegment),
    closedSegments: manifest.closedSegments.map(replace),
  };
  if (!found) throw new InvalidArgumentError(`${segmentFile} is not a live segment`);
  return before === undefined || before.file === tombstones?.file ? next : withObsolete(next, [before.file]);
}

/** A new log, behind the others. */
export function withLog(manifest: Manifest, file: string): Manifest {
  return { ...manifest, writeAheadLogs: [...manifest.writeAheadLogs, { file }] };
}

/** A log is given up at the length that was acknowledged; it stays live until segments have its rows. */
export function withLogGivenUp(manifest: Manifest, file: string, acknowledgedLength: number): Manifest {
  const writeAheadLogs = manifest.writeAheadLogs.map((log) =>
    log.file === file ? { ...log, acknowledgedLength } : log,
  );
  return { ...manifest, writeAheadLogs };
}

/** Logs whose rows are all in segments become obsolete. */
export function withoutLogs(manifest: Manifest, files: readonly string[]): Manifest {
  return withObsolete(files.reduce(withoutFile, manifest), files);
}

/** A file has been moved to quarantine: it is no longer live if it was, and is listed under its name there. Its tombstones are unlisted with it. */
export function withQuarantined(manifest: Manifest, file: string, entry: QuarantinedFile): Manifest {
  const next = withoutFile(manifest, file);
  return { ...next, quarantined: [...next.quarantined, entry] };
}

/** Obsolete files that have been removed from the folder. */
export function withRemoved(manifest: Manifest, files: readonly string[]): Manifest {
  return { ...manifest, obsolete: manifest.obsolete.filter(({ file }) => !files.includes(file)) };
}

/**
 * The obsolete files that can go: both generations on disk do without them, so that whoever must fall back to the older
 * one, or still reads by it, finds every file it lists.
 *
 * @param manifest as `writeManifest` or `readManifest` returned it
 */
export function removableFiles(manifest: Manifest): string[] {
  return manifest.obsolete
    .filter(({ sinceGeneration }) => sinceGeneration < manifest.generation)
    .map(({ file }) => file);
}

/** Every file that must be there. */
export function liveFiles(manifest: Manifest): Set<string> {
  const files = new Set<string>();
  for (const { file, tombstones } of [
    ...manifest.sealedSegments,
    ...unsealedSegments(manifest),
    ...manifest.writeAheadLogs,
  ]) {
    files.add(file);
    if (tombstones !== undefined) files.add(tombstones.file);
  }
  return files;
}

/** Every file that may be there: the live ones and the obsolete ones. What else stands in the folder belongs in quarantine. */
export function listedFiles(manifest: Manifest): Set<string> {
  const files = liveFiles(manifest);
  for (const { file } of manifest.obsolete) files.add(file);
  return files;
}

function unsealedSegments({ openSegment, closedSegments }: Manifest): UnsealedFile[] {
  return openSegment === null ? [...closedSegments] : [...closedSegments, openSegment];
}

function withSealedSegments(manifest: Manifest, segments: readonly SealedSegment[]): Manifest {
  const nextSequence = Math.max(manifest.nextSequence, ...segments.map(({ lastSequence }) => lastSequence + 1));
  return { ...manifest, nextSequence, sealedSegments: [...manifest.sealedSegments, ...segments] };
}

/** Files that no manifest needs become obsolete. */
export function withObsolete(manifest: Manifest, files: readonly string[]): Manifest {
  const sinceGeneration = manifest.generation + 1;
  return { ...manifest, obsolete: [...manifest.obsolete, ...files.map((file) => ({ file, sinceGeneration }))] };
}

function withoutFile(manifest: Manifest, file: string): Manifest {
  const isOther = (each: { readonly file: string }): boolean => each.file !== file;
  return {
    ...manifest,
    sealedSegments: manifest.sealedSegments.filter(isOther),
    openSegment: manifest.openSegment?.file === file ? null : manifest.openSegment,
    closedSegments: manifest.closedSegments.filter(isOther),
    writeAheadLogs: manifest.writeAheadLogs.filter(isOther),
    obsolete: manifest.obsolete.filter(isOther),
  };
}
