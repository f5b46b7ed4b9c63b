import type { PhraseNode } from '../logsql/filter-node.ts';

/** A filter for each different value that is not empty. */
export function phraseNodes(field: string, values: readonly string[]): PhraseNode[] {
  const texts = [...new Set(values)].filter((value) => value !== '');
  return texts.map((text) => ({ kind: 'phrase', field, text, ignoreCase: false }));
}
