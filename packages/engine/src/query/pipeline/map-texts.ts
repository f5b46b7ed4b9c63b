import type { Bitmap } from '../../bytes/bitmap.ts';
import { CodedValues } from './coded-values.ts';
import type { FieldValues } from './field-values.ts';
import type { BatchDictionary } from './result-batch.ts';
import { TextValues } from './text-values.ts';

/** What a new value is made of: the text of the row. It is called once where equal texts are seen to be equal. */
export type TextChange = (text: string) => string;

/** Values made of other values, row by row. @param areNumbers Whether the results are numbers where they look like one. */
export function mapTexts(values: FieldValues, change: TextChange, areNumbers = false): FieldValues {
  const dictionary = values.dictionary();
  if (dictionary !== null) return new CodedValues(mapCodes(dictionary, change), areNumbers);
  const changed = mapRows(values.texts(), null, change);
  return new TextValues(changed, areNumbers ? 'all' : 'none');
}

/** The values with those of the selected rows changed; null selects all. */
export function changeTexts(values: FieldValues, selection: Bitmap | null, change: TextChange): FieldValues {
  if (selection === null) return mapTexts(values, change);
  return new TextValues(mapRows(values.texts(), selection, change));
}

function mapRows(texts: readonly string[], selection: Bitmap | null, change: TextChange): string[] {
  let lastText: string | undefined;
  let lastChanged = '';
  return texts.map((text, row) => {
    if (selection !== null && !selection.has(row)) return text;
    if (text !== lastText) {
      lastChanged = change(text);
      lastText = text;
    }
    return lastChanged;
  });
}

/** Values that no row has are left as they are. */
function mapCodes({ values, codes }: BatchDictionary, change: TextChange): BatchDictionary {
  const used = new Uint8Array(values.length);
  for (let row = 0; row < codes.length; row++) used[codes[row]!] = 1;
  return { values: values.map((text, code) => (used[code] === 1 ? change(text) : text)), codes };
}
