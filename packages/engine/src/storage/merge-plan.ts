import { DAY_MS } from '../entry/civil-date.ts';
import type { LiveSegment } from './live-segment.ts';

const MIB = 1024 * 1024;
/** Segments up to this are merged by the store itself, while rows come in. */
const BACKGROUND_BYTES_MAX = 16 * MIB;
/** Every row is written anew log4(64 MiB / first size) times at most. */
const TIER_FACTOR = 4;
const TIER_SEGMENTS_MIN = 4;
const TIER_BYTES_MIN = 64 * 1024;

/**
 * The segments that are worth merging now, or none: some of one day and about one size, so that a row is written anew only
 * as often as its segment has grown fourfold; or one that is damaged.
 */
export function planBackgroundMerge(segments: Iterable<LiveSegment>): readonly LiveSegment[] {
  const tiers = new Map<string, LiveSegment[]>();
  for (const segment of segments) {
    if (segment.isDamaged) return [segment];
    if (!segment.isSealed || segment.bytes > BACKGROUND_BYTES_MAX) continue;
    const key = `${dayOf(segment)} ${tierOf(segment.bytes)}`;
    const tier = tiers.get(key) ?? [];
    tier.push(segment);
    if (tier.length === TIER_SEGMENTS_MIN) return tier;
    tiers.set(key, tier);
  }
  return [];
}

/**
 * Everything that is worth merging when someone asks for it: by day, up to the size of a segment; single segments only
 * where rows can be dropped, or small blocks put together.
 *
 * @param limits `smallBlockRows` as in `MergeOptions`; a new segment has at most about `segmentBytes`
 */
export function planFullMerge(
  segments: Iterable<LiveSegment>,
  { smallBlockRows, segmentBytes }: { readonly smallBlockRows: number; readonly segmentBytes: number },
): readonly LiveSegment[][] {
  const days = new Map<string, LiveSegment[]>();
  for (const segment of segments) {
    const key = dayOf(segment);
    days.set(key, [...(days.get(key) ?? []), segment]);
  }
  return [...days.values()]
    .flatMap((each) => cutBySize(each, segmentBytes))
    .filter((group) => isWorthwhile(group, smallBlockRows));
}

function cutBySize(segments: readonly LiveSegment[], segmentBytes: number): LiveSegment[][] {
  const groups: LiveSegment[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const segment of [...segments].sort((a, b) => a.bounds.minTimeMs - b.bounds.minTimeMs)) {
    bytes += segment.bytes;
    if (bytes > segmentBytes) {
      groups.push([]);
      bytes = segment.bytes;
    }
    groups.at(-1)!.push(segment);
  }
  return groups;
}

function isWorthwhile(group: readonly LiveSegment[], smallBlockRows: number): boolean {
  if (group.length > 1) return true;
  return group.some((segment) => {
    if (segment.isDamaged || !segment.isSealed) return true;
    const blocks = segment.blocks();
    return (
      blocks.some(({ deleted }) => deleted !== null) ||
      blocks.filter(({ rowCount }) => rowCount < smallBlockRows).length > 1
    );
  });
}

/** Segments with rows of several days are kept apart from those of one, as far as they can be. */
function dayOf({ bounds }: LiveSegment): string {
  const first = Math.floor(bounds.minTimeMs / DAY_MS);
  return first === Math.floor(bounds.maxTimeMs / DAY_MS) ? String(first) : 'several';
}

function tierOf(bytes: number): number {
  return Math.max(0, Math.floor(Math.log(bytes / TIER_BYTES_MIN) / Math.log(TIER_FACTOR)));
}
