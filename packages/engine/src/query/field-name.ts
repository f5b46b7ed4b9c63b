const ALIASES: ReadonlyMap<string, string> = new Map([
  ['timestamp', '_time'],
  ['message', '_msg'],
]);

/** The name of the field that a caller means: `timestamp` is `_time`, `message` is `_msg`; others stand for themselves. */
export function fieldNameOf(name: string): string {
  return ALIASES.get(name) ?? name;
}
