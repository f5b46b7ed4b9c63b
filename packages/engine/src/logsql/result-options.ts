import type { Cursor } from './cursor.ts';

/** What a pipe that makes fields does with fields that exist and with empty results. */
export interface ResultOptions {
  readonly keepOriginalFields: boolean;
  readonly skipEmptyResults: boolean;
}

/** `keep_original_fields`, `skip_empty_results` or neither. */
export function parseResultOptions(cursor: Cursor): ResultOptions {
  const keepOriginalFields = cursor.accept('keep_original_fields');
  const skipEmptyResults = !keepOriginalFields && cursor.accept('skip_empty_results');
  return { keepOriginalFields, skipEmptyResults };
}

export function printResultOptions(options: ResultOptions): string {
  if (options.keepOriginalFields) return ' keep_original_fields';
  return options.skipEmptyResults ? ' skip_empty_results' : '';
}
