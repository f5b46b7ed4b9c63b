import type { StreamIdNode } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { STREAM_FIELD, STREAM_ID_FIELD, streamIdOf } from '../stream-id.ts';
import { Conjunction } from './and.ts';
import { Disjunction } from './or.ts';

/** The id of a row is the one that it came with, else that of its `_stream`. */
export const streamIdFilter: FilterOperator<StreamIdNode> = {
  bind: ({ ids }, bindFilter) => {
    const wanted = new Set(ids);
    const ofStream = { test: (stream: string) => wanted.has(streamIdOf(stream)) };
    return new Disjunction([
      bindFilter({ kind: 'in', field: STREAM_ID_FIELD, values: ids.filter((id) => id !== '') }),
      new Conjunction([
        bindFilter({ kind: 'empty', field: STREAM_ID_FIELD }),
        new FieldFilter(STREAM_FIELD, ofStream, FILTER_COST.dictionary),
      ]),
    ]);
  },
};
