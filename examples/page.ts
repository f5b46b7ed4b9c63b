import { styleText } from 'node:util';

/** How wide the examples print: as wide as the terminal, within bounds that are good to read. */
export const PAGE_WIDTH: number = Math.min(Math.max(process.stdout.columns ?? 110, 80), 120);

/** A heading, with an empty line before it. Bold on a terminal. */
export function heading(text: string): string {
  return `\n${styleText('bold', text)}`;
}

/** Less important: dim on a terminal. */
export function aside(text: string): string {
  return styleText('dim', text);
}

/** `8,334` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `2.9 MB` */
export function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${count(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `0.31 ms`, `12 ms`, `1.4 s` */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`;
}

/** The result of `work`, and how long it took. */
export function timed<T>(work: () => T): { result: T; ms: number } {
  const startedMs = performance.now();
  const result = work();
  return { result, ms: performance.now() - startedMs };
}

/** A bar of at most `width` characters, in eighths of a character; what is there at all can be seen. */
export function bar(value: number, greatest: number, width: number): string {
  const eighths = Math.max(value > 0 ? 1 : 0, Math.round((value / Math.max(greatest, 1)) * width * 8));
  return styleText('blue', '█'.repeat(Math.floor(eighths / 8)) + ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8]);
}
