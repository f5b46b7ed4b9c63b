import { facetsEndpoint } from './facets.ts';
import { fieldNamesEndpoint, fieldValuesEndpoint } from './field-endpoints.ts';
import { hitsEndpoint } from './hits.ts';
import { queryEndpoint } from './query.ts';
import type { SelectEndpoint } from './select-endpoint.ts';
import { statsQueryEndpoint, statsQueryRangeEndpoint } from './stats-endpoints.ts';
import {
  streamFieldNamesEndpoint,
  streamFieldValuesEndpoint,
  streamIdsEndpoint,
  streamsEndpoint,
} from './stream-endpoints.ts';
import { tailEndpoint } from './tail.ts';

/** Every endpoint below `/select/logsql/`. */
export const SELECT_ENDPOINTS: readonly SelectEndpoint[] = [
  queryEndpoint,
  tailEndpoint,
  hitsEndpoint,
  facetsEndpoint,
  fieldNamesEndpoint,
  fieldValuesEndpoint,
  streamsEndpoint,
  streamIdsEndpoint,
  streamFieldNamesEndpoint,
  streamFieldValuesEndpoint,
  statsQueryEndpoint,
  statsQueryRangeEndpoint,
];
