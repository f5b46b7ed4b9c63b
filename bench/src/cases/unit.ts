import type { CaseInput, CaseResult } from '../bench-case.ts';
import { measureJsonParse, readBytes } from '../cpu-time.ts';

/** The unit of the other figures. It has a process of its own: the garbage of parsing would be paid for by whoever comes next. */
export function unitCase({ corpusPath }: CaseInput): CaseResult {
  const unitSeconds = measureJsonParse(readBytes(corpusPath));
  return { unitSeconds, figures: [{ name: 'J: JSON.parse over every line', value: unitSeconds, unit: 's' }] };
}
