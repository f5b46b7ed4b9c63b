/**
 * Chooses what an answer shows, as the argument `filter_path` of Elasticsearch does: paths with dots, `*` for any part of a name, `**` for any
 * number of names, and a `-` before those that are left out. Lists do not count as a step.
 */
export class FilterPath {
  readonly #included: readonly (readonly string[])[];
  readonly #excluded: readonly (readonly string[])[];

  /** @param text empty for everything */
  constructor(text: string) {
    const paths = text.split(',').filter((path) => path !== '');
    const names = (path: string): string[] => path.split('.');
    this.#included = paths.filter((path) => !path.startsWith('-')).map(names);
    this.#excluded = paths.filter((path) => path.startsWith('-')).map((path) => names(path.slice(1)));
  }

  /** What is left of a value below the given names; undefined where it is nothing. */
  apply(value: unknown, below: readonly string[] = []): unknown {
    if (this.#excluded.some((path) => covers(path, below))) return undefined;
    const isShown = this.#included.length === 0 || this.#included.some((path) => covers(path, below));
    if (Array.isArray(value)) {
      const items = value.map((item: unknown) => this.apply(item, below)).filter((item) => item !== undefined);
      return items.length > 0 || isShown ? items : undefined;
    }
    if (typeof value !== 'object' || value === null) return isShown ? value : undefined;
    const members = Object.entries(value)
      .map(([name, member]) => [name, this.apply(member, [...below, name])] as const)
      .filter(([, member]) => member !== undefined);
    return members.length > 0 || isShown ? Object.fromEntries(members) : undefined;
  }
}

/** Whether a path names what lies at `names`, or something around it. */
function covers(path: readonly string[], names: readonly string[], i = 0, j = 0): boolean {
  if (i === path.length) return true;
  if (path[i] === '**') return covers(path, names, i + 1, j) || (j < names.length && covers(path, names, i, j + 1));
  return j < names.length && matchesName(path[i]!, names[j]!) && covers(path, names, i + 1, j + 1);
}

function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === name;
  const last = parts.pop()!;
  const first = parts.shift()!;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts) {
    at = name.indexOf(part, at);
    if (at < 0 || at + part.length > name.length - last.length) return false;
    at += part.length;
  }
  return true;
}
