import type { Figure } from './bench-case.ts';

const NAME_WIDTH = 62;

/** Prints a line a figure: name, value, bar, and whether it is met. */
export function printFigures(figures: readonly Figure[]): void {
  for (const figure of figures) console.log(figureLine(figure));
}

/** One line: `name   value unit   (bar …)   verdict   note`. */
export function figureLine({ name, value, unit, bar, aim, atLeast, note }: Figure): string {
  const shown = `${format(value, unit)} ${unit}`.padStart(16);
  const sign = atLeast === true ? '≥' : '≤';
  const wanted =
    bar === undefined ? '' : `${sign} ${format(bar, unit)}${aim === undefined ? '' : `, aim ${format(aim, unit)}`}`;
  const met = bar === undefined ? '' : (atLeast === true ? value >= bar : value <= bar) ? 'ok' : 'MISSED';
  const shortName = name.length > NAME_WIDTH ? `${name.slice(0, NAME_WIDTH - 1)}…` : name;
  return `${shortName.padEnd(NAME_WIDTH)}${shown}  ${wanted.padEnd(20)}${met.padEnd(8)}${note ?? ''}`.trimEnd();
}

function format(value: number, unit: Figure['unit']): string {
  if (unit === 'rows/s') return Math.round(value).toLocaleString('en');
  if (unit === 'MB') return value.toFixed(1);
  return value >= 0.1 ? value.toFixed(2) : value.toFixed(4);
}
