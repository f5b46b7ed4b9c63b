const MS_OF_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

const BYTES_OF_UNIT: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Milliseconds of a text such as `30s`, `1h30m` or `0`; undefined where it is none. */
export function parseDurationText(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) ms += Number(count) * MS_OF_UNIT[unit!]!;
  return Math.round(ms);
}

/** The shortest text that is read as these milliseconds: `90s`, not `1m30s`. */
export function durationText(ms: number): string {
  if (ms === 0) return '0';
  const units = Object.entries(MS_OF_UNIT).filter(([, size]) => ms % size === 0);
  const [unit, size] = units.at(-1)!;
  return `${ms / size}${unit}`;
}

/** Bytes of a text such as `64MiB`, `1.5GB` or `1000`, in any case; undefined where it is none. */
export function parseSizeText(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? [];
  const size = unit === undefined ? undefined : BYTES_OF_UNIT[unit.toLowerCase()];
  return size === undefined ? undefined : Math.round(Number(count) * size);
}

/** The shortest text that is read as these bytes, in units of 1,024. */
export function sizeText(bytes: number): string {
  const units = ['TiB', 'GiB', 'MiB', 'KiB'];
  const unit = units.find((name) => bytes > 0 && bytes % BYTES_OF_UNIT[name.toLowerCase()]! === 0);
  return unit === undefined ? String(bytes) : `${bytes / BYTES_OF_UNIT[unit.toLowerCase()]!}${unit}`;
}
