import { decodeEntities } from './html-entities.ts';

/** A piece of the pattern of `extract` and `format`: constant text, then perhaps a placeholder `<option:field>`. */
export interface PatternStep {
  /** The text before the placeholder, its entities (`&lt;`) decoded. */
  readonly prefix: string;
  /** Empty for `<_>`, `<*>` and where no placeholder follows. */
  readonly field: string;
  /** What stands before the colon, like `q` or `duration`; else empty. */
  readonly option: string;
}

/** The steps of a pattern, or undefined if a `<` is not closed. */
export function parsePatternSteps(pattern: string): PatternStep[] | undefined {
  const steps: PatternStep[] = [];
  let at = 0;
  while (at < pattern.length) {
    const open = pattern.indexOf('<', at);
    if (open < 0) {
      steps.push({ prefix: decodeEntities(pattern.slice(at)), field: '', option: '' });
      break;
    }
    const close = pattern.indexOf('>', open);
    if (close < 0) return undefined;
    steps.push(placeholder(decodeEntities(pattern.slice(at, open)), pattern.slice(open + 1, close)));
    at = close + 1;
  }
  return steps;
}

function placeholder(prefix: string, content: string): PatternStep {
  const colon = content.indexOf(':');
  const option = colon < 0 ? '' : content.slice(0, colon).trim();
  const isSkipped = content === '_' || content === '*';
  return { prefix, field: isSkipped ? '' : content.slice(colon + 1).trim(), option };
}
