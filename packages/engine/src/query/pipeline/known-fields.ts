import type { KnownFields, PipeNode } from '../../logsql/syntax-tree.ts';
import { isWildcard } from './field-patterns.ts';

/** Pipes behind which all rows have the same fields, whether with a value or without. */
const SETTLING: ReadonlySet<PipeNode['kind']> = new Set([
  'facets',
  'field_names',
  'field_values',
  'stats',
  'top',
  'uniq',
]);

/** Pipes that may give some rows fields that others do not have. */
const UNSETTLING: ReadonlySet<PipeNode['kind']> = new Set([
  'custom',
  'drop_empty_fields',
  'join',
  'stream_context',
  'union',
  'unpack_json',
  'unpack_logfmt',
  'unpack_syslog',
]);

/** The same pipes; those that pack fields know what the pipes before them say of the fields. */
export function noteKnownFields(pipes: readonly PipeNode[]): readonly PipeNode[] {
  let known: KnownFields = { areSettled: false, leading: [] };
  return pipes.map((pipe, place) => {
    if (pipe.kind === 'pack_json' || pipe.kind === 'pack_logfmt') return { ...pipe, known };
    if (place > 0 || !takesNewest(pipe)) known = knownBehind(pipe, known);
    return pipe;
  });
}

/** Whether a pipe right behind the filter does what a limit of newest rows does: callers put it there, and it says nothing of fields. */
function takesNewest(pipe: PipeNode): boolean {
  return pipe.kind === 'last' && pipe.rankField === null && pipe.by.length === 1 && pipe.by[0]!.field === '_time';
}

function knownBehind(pipe: PipeNode, known: KnownFields): KnownFields {
  if (SETTLING.has(pipe.kind)) return { areSettled: true, leading: [] };
  if (UNSETTLING.has(pipe.kind)) return { ...known, areSettled: false };
  if (pipe.kind === 'fields') return { ...known, areSettled: known.areSettled || !pipe.fields.some(isWildcard) };
  if (pipe.kind !== 'sort' && pipe.kind !== 'first' && pipe.kind !== 'last') return known;
  const sorted = pipe.by.map(({ field }) => field);
  return { ...known, leading: [...(pipe.rankField === null ? [] : [pipe.rankField]), ...sorted, ...known.leading] };
}
