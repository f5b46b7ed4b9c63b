import type { SeededRandom } from './seeded-random.ts';

/** The day of the corpus: its first millisecond since the epoch, UTC. */
export const DAY_START_MS: number = Date.UTC(2026, 2, 2);
const BUCKET_MS = 5 * 60_000;
const BUCKETS_PER_HOUR = 12;
const LATE_PROBABILITY = 0.01;
const LATE_MS_MAX = 60_000;
const INCIDENT_FROM_BUCKET = 14 * BUCKETS_PER_HOUR + 3;
const INCIDENT_TO_BUCKET = 14 * BUCKETS_PER_HOUR + 9;
const PEAK_BUCKET = 14 * BUCKETS_PER_HOUR + 5;
/** The hour after the incident begins with this millisecond; no row carries it, so that both readings of "until 15:00" agree. */
const AVOIDED_MS = DAY_START_MS + 15 * 3_600_000;

/** How busy each hour of the day is, in relation to the others. */
const HOURS = [21, 20, 18, 20, 21, 25, 30, 36, 41, 46, 54, 57, 59, 60, 62, 61, 59, 57, 53, 46, 42, 36, 30, 25];

/** When a row happened, and whether that was during the incident of the day. */
export interface Instant {
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
  readonly incident: boolean;
}

/**
 * The times of `rows` rows over one UTC day: a calm night, a busy noon, a peak at 14:25 in the middle of an incident
 * (14:15 to 14:45). Ascending, but for one row in a hundred that comes up to a minute late.
 */
export function* dayClock(rows: number, random: SeededRandom): Generator<Instant> {
  const weights = Array.from({ length: 24 * BUCKETS_PER_HOUR }, (_, bucket) => bucketWeight(bucket));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let cumulative = 0;
  let given = 0;
  for (const [bucket, weight] of weights.entries()) {
    cumulative += weight;
    const due = Math.round((rows * cumulative) / total);
    const count = due - given;
    given = due;
    for (let index = 0; index < count; index++) {
      const offsetMs = Math.floor(((index + random.fraction()) / count) * BUCKET_MS);
      yield instantAt(DAY_START_MS + bucket * BUCKET_MS + offsetMs, random);
    }
  }
}

function instantAt(onTimeMs: number, random: SeededRandom): Instant {
  const lateMs = random.chance(LATE_PROBABILITY) ? random.integer(1, LATE_MS_MAX) : 0;
  const timeMs = Math.max(DAY_START_MS, onTimeMs - lateMs);
  const bucket = Math.floor((timeMs - DAY_START_MS) / BUCKET_MS);
  return { timeMs: timeMs === AVOIDED_MS ? timeMs + 1 : timeMs, incident: isIncident(bucket) };
}

function bucketWeight(bucket: number): number {
  const hour = HOURS[Math.floor(bucket / BUCKETS_PER_HOUR)]!;
  if (bucket === PEAK_BUCKET) return hour * 18;
  return isIncident(bucket) ? hour * 13 : hour * 10;
}

function isIncident(bucket: number): boolean {
  return bucket >= INCIDENT_FROM_BUCKET && bucket < INCIDENT_TO_BUCKET;
}
