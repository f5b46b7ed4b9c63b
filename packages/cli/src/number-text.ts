const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `8,334`. */
export function countText(count: number): string {
  return counts.format(count);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `917 B`, `2.9 MB`: decimal units, as disks are sold. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 99.95 ? value.toFixed(1) : counts.format(value)} ${UNITS[unit]}`;
}

/** `0.4 ms`, `35 ms`, `1.2 s`, `2 min 5 s`, `10 min`. */
export function durationText(seconds: number): string {
  if (seconds < 0.0095) return `${(seconds * 1000).toFixed(1)} ms`;
  if (seconds < 0.9995) return `${(seconds * 1000).toFixed(0)} ms`;
  if (seconds < 59.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const rest = whole % 60;
  return `${countText(Math.floor(whole / 60))} min${rest === 0 ? '' : ` ${rest} s`}`;
}

/** `1 entry`, `8,334 entries`. */
export function pluralText(count: number, one: string, many: string = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
