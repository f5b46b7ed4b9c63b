import { InvalidArgumentError } from 'log-analytics-engine';

/** The error for a name that is not known: with the nearest one that is, or with all of them where none is near. */
export function unknownName(what: string, name: string, known: readonly string[]): InvalidArgumentError {
  const nearest = nearestOf(name, known);
  const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean '${nearest}'?`;
  return new InvalidArgumentError(`${what} '${name}'; ${hint}`);
}

function nearestOf(name: string, known: readonly string[]): string | undefined {
  if (name.length > 64) return undefined;
  const near = known
    .map((each) => ({ each, distance: editDistance(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, name.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.each;
}

/** How many letters must be put in, taken out or changed to make one text the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), row[j - 1]! + 1, last[j]! + 1));
    }
    last = row;
  }
  return last[b.length]!;
}
