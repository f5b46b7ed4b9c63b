import type { PackPipe } from '../../logsql/syntax-tree.ts';
import { jsonText } from '../json-text.ts';
import { ChunkedStage } from '../pipeline/chunked-stage.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import { isWildcard, matchesFieldPatterns } from '../pipeline/field-patterns.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import type { PipelineContext, PipeOperator, PipeStage } from '../pipeline/pipe-operator.ts';
import { TextValues } from '../pipeline/text-values.ts';

/** Values are texts in JSON, numbers too, as of the reference. */
export const packJsonPipe: PipeOperator<'pack_json'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) =>
    packStage(node, context, {
      start: '{',
      keyOf: (name) => `${jsonText(name)}:`,
      valueOf: jsonText,
      separator: ',',
      end: '}',
      showsEmpty: false,
    }),
};

/** How the fields of a row become one text. */
export interface PackFormat {
  readonly start: string;
  /** What stands before the value of a field. */
  keyOf(name: string): string;
  valueOf(text: string): string;
  readonly separator: string;
  readonly end: string;
  /** Whether fields without a value are shown where the pipes before say that there are these fields. */
  readonly showsEmpty: boolean;
}

/** A stage that makes one text of the fields of each row that match the patterns of the pipe. */
export function packStage(node: PackPipe, context: PipelineContext, format: PackFormat): PipeStage {
  const showsEmpty = format.showsEmpty && node.known?.areSettled === true;
  return new ChunkedStage(context, (batch) => {
    const columns = packedFields(batch, node).map((name) => memberReader(name, batch.values(name), format, showsEmpty));
    return (chunk, start) => {
      const packed = Array.from({ length: chunk.rowCount }, (_, i) => {
        let members = '';
        for (const memberAt of columns) members += memberAt(start + i);
        return format.start + members.slice(format.separator.length) + format.end;
      });
      return chunk.with([[node.resultField, new TextValues(packed)]]);
    };
  });
}

/** The member of a row behind its separator; empty where it is not shown. Those of a dictionary are made once each. */
function memberReader(
  name: string,
  values: FieldValues,
  format: PackFormat,
  showsEmpty: boolean,
): (row: number) => string {
  const key = format.separator + format.keyOf(name);
  const memberOf = (text: string): string => (text === '' && !showsEmpty ? '' : key + format.valueOf(text));
  const dictionary = values.dictionary();
  if (dictionary === null) {
    const texts = values.texts();
    return (row) => memberOf(texts[row]!);
  }
  const members: string[] = [];
  const { values: known, codes } = dictionary;
  return (row) => (members[codes[row]!] ??= memberOf(known[codes[row]!]!));
}

/**
 * In the order in which they are named; with a wildcard, or where pipes before gave them an order, in that of the rows. Fields
 * that the rows were sorted by stand first, as of the reference.
 */
function packedFields(batch: FieldBatch, { fields: patterns, known }: PackPipe): readonly string[] {
  const names = matchingFields(batch.fieldNames, patterns, known?.areSettled === true);
  const leading = known?.leading.filter((name) => names.includes(name)) ?? [];
  return leading.length === 0 ? names : [...new Set([...leading, ...names])];
}

function matchingFields(names: readonly string[], patterns: readonly string[], areOrdered: boolean): readonly string[] {
  if (patterns.length === 0) return names;
  if (areOrdered || patterns.some(isWildcard)) return names.filter((name) => matchesFieldPatterns(patterns, name));
  return [...new Set(patterns)].filter((name) => names.includes(name));
}
