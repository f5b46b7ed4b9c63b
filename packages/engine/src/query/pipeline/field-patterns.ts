/** Whether a name is one of the patterns: names, or `prefix*`. */
export function matchesFieldPatterns(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesFieldPattern(pattern, name));
}

export function matchesFieldPattern(pattern: string, name: string): boolean {
  return isWildcard(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

export function isWildcard(pattern: string): boolean {
  return pattern.endsWith('*');
}

/** The name that a field of the pattern `source` has under `target`: of two wildcards, the prefix is exchanged. */
export function replacePattern(source: string, target: string, name: string): string {
  if (!isWildcard(source) || !isWildcard(target)) return target;
  return target.slice(0, -1) + name.slice(source.length - 1);
}
