import type { UnpackPipe } from '../../logsql/syntax-tree.ts';
import { JsonScanner } from '../json-scanner.ts';
import { isWildcard, matchesFieldPatterns } from '../pipeline/field-patterns.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { type PutField, unpackStage } from '../pipeline/unpack-stage.ts';

export const unpackJsonPipe: PipeOperator<'unpack_json'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) => unpackStage({ ...node, firstCharacter: '{' }, context, jsonUnpacker(node)),
};

/** A text that is no object brings nothing; one that only begins like one, and keys that are named but not there, empty texts. */
function jsonUnpacker({ fields, resultPrefix }: UnpackPipe): (text: string, put: PutField) => void {
  const scanner = new JsonScanner();
  const wanted = wantedFields(fields, resultPrefix);
  // What was found is held back until the text has proved to be an object; the lists serve for all texts.
  const names: string[] = [];
  const texts: string[] = [];
  const areNumbers: boolean[] = [];
  let count = 0;
  const keep = (name: string, text: string, isNumber: boolean): void => {
    const field = name === '' ? '_msg' : name;
    if (!wanted.takes(field)) return;
    names[count] = field;
    texts[count] = text;
    areNumbers[count++] = isNumber;
  };
  return (text, put) => {
    if (!text.startsWith('{')) return;
    count = 0;
    const isObject = scanner.visitObject(text, keep);
    for (const name of wanted.named) put(wanted.resultName(name), '', false);
    for (let i = 0; isObject && i < count; i++) put(wanted.resultName(names[i]!), texts[i]!, areNumbers[i]!);
  };
}

/** The fields that an unpacking pipe takes. */
export interface WantedFields {
  /** Those named without a wildcard: they are set in any case. */
  readonly named: readonly string[];
  takes(name: string): boolean;
  resultName(name: string): string;
}

export function wantedFields(patterns: readonly string[], prefix: string): WantedFields {
  const takesAll = patterns.includes('*');
  const named = patterns.filter((pattern) => !isWildcard(pattern));
  const exact = named.length === patterns.length ? new Set(named) : null;
  return {
    named,
    takes: (name) => takesAll || (exact === null ? matchesFieldPatterns(patterns, name) : exact.has(name)),
    resultName: prefix === '' ? (name) => name : (name) => prefix + name,
  };
}
