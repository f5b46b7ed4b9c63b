import { InvalidArgumentError } from '../../errors/engine-error.ts';
import type { CustomFilterNode, SubqueryNode } from '../../logsql/syntax-tree.ts';
import type { TimeRangeNode } from '../../logsql/time-range.ts';
import type { FilterOperator } from '../bound-filter.ts';

/** Relative times mean nothing without a now: `resolveTimes` makes them absolute before a filter is bound. */
export const timeRangeFilter: FilterOperator<TimeRangeNode> = {
  bind: () => {
    throw new InvalidArgumentError('a filter on _time needs the time that it is relative to');
  },
};

/** The rows of another query are known only to who can run it: `replaceSubqueries` puts their values here. */
export const subqueryFilter: FilterOperator<SubqueryNode> = {
  bind: ({ match }) => {
    throw new InvalidArgumentError(`a query within ${match} is not available here`);
  },
};

/** Extensions are found by `filterBinder`. */
export const customFilter: FilterOperator<CustomFilterNode> = {
  bind: ({ name }) => {
    throw new InvalidArgumentError(`there is no filter with the name ${name}`);
  },
};
