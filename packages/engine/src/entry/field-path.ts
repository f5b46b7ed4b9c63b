/** A path names a key, or keys joined by dots of objects within objects; a key may have literal dots itself. */

/**
 * The values at a path, as JSON would have them: `user.id` is at `{ 'user.id': … }` as well as at `{ user: { id: … } }`,
 * and where both are there, both are found. Only keys of the objects themselves count, never inherited ones, and no path
 * leads into an array. What JSON leaves out (undefined, functions, symbols) is not there.
 */
export function valuesAtPath(object: Readonly<Record<string, unknown>>, path: string): unknown[] {
  const found: unknown[] = [];
  collectValues(object, path, found);
  return found;
}

function collectValues(object: Readonly<Record<string, unknown>>, path: string, found: unknown[]): void {
  const value = ownValue(object, path);
  if (value !== undefined) found.push(value);
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const inner = ownValue(object, path.slice(0, dot));
    if (isJsonObject(inner)) collectValues(inner, path.slice(dot + 1), found);
  }
}

/** Whether a value is an object with keys: neither null nor an array. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? asJson(object[key]) : undefined;
}

/** What JSON makes of a value, without looking into it. */
function asJson(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'function':
    case 'symbol':
      return undefined;
    case 'object':
      // Dates above all.
      return value !== null && 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value;
    default:
      return value;
  }
}
