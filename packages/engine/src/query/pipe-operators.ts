import type { PipeOperators } from './pipeline/query-operators.ts';
import { copyPipe } from './pipes/copy.ts';
import { deletePipe } from './pipes/delete.ts';
import { fieldsPipe } from './pipes/fields.ts';
import { filterPipe } from './pipes/filter.ts';
import { firstPipe } from './pipes/first.ts';
import { lastPipe } from './pipes/last.ts';
import { limitPipe } from './pipes/limit.ts';
import { offsetPipe } from './pipes/offset.ts';
import { renamePipe } from './pipes/rename.ts';
import { sortPipe } from './pipes/sort.ts';

/** The execution of each pipe. */
export const PIPE_OPERATORS: PipeOperators = {
  copy: copyPipe,
  delete: deletePipe,
  fields: fieldsPipe,
  filter: filterPipe,
  first: firstPipe,
  last: lastPipe,
  limit: limitPipe,
  offset: offsetPipe,
  rename: renamePipe,
  sort: sortPipe,
} as Partial<PipeOperators> as PipeOperators;
