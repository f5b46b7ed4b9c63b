import type { StreamIdNode } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { STREAM_ID_FIELD } from '../stream-id.ts';

export const streamIdFilter: FilterOperator<StreamIdNode> = {
  bind: ({ ids }, bindFilter) => bindFilter({ kind: 'in', field: STREAM_ID_FIELD, values: ids }),
};
