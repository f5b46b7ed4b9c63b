import type { StreamIdNode } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { inFilter } from './in.ts';

/** Our rows have the id of a stream only where they came with one. */
export const streamIdFilter: FilterOperator<StreamIdNode> = {
  bind: ({ ids }, bindFilter) => inFilter.bind({ kind: 'in', field: '_stream_id', values: ids }, bindFilter),
};
