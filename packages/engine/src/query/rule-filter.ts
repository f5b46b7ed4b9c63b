import { InvalidArgumentError } from '../errors/engine-error.ts';
import { resolveTimes } from '../logsql/resolve-times.ts';
import { rewriteFilter } from '../logsql/rewrite-filter.ts';
import type { SyntaxRegistry } from '../logsql/syntax-registry.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { TimeRange } from '../logsql/time-range.ts';
import { resolveFieldAliases } from './field-aliases.ts';
import { parseFilterText } from './filter-text.ts';

const ADVICE =
  "a rule that counts what a whole query gives would be one of the kind 'query', which this release does not have";

/**
 * The filter that a text in LogsQL says for an alert rule. A rule looks at each row by itself, when it comes and again in backtests, so
 * whatever looks at other rows, at the clock or at how rows are stored is refused. Absolute times are taken as UTC where they
 * name no zone.
 * @throws QuerySyntaxError where it is no filter, or has pipes
 * @throws InvalidArgumentError saying what cannot stand in a rule, and what can instead
 */
export function parseRuleFilter(text: string, registry: SyntaxRegistry): QueryFilterNode {
  const filter = rewriteFilter(parseFilterText(text, registry, ADVICE), requireRowFilter);
  return resolveFieldAliases(resolveTimes(filter, { nowNs: 0n }));
}

function requireRowFilter(node: QueryFilterNode): QueryFilterNode {
  switch (node.kind) {
    case 'subquery':
      throw refused(`${node.match.replace('-', '_')} with a query`, 'list the values, as in user:in(a, b)');
    case 'time-range':
      if (isRelative(node.range))
        throw refused('a _time filter that is relative to now', 'set the timeWindow of the rule');
      return node;
    case 'value-type':
      throw refused('value_type, which asks how rows are stored,', 'compare the values, as in size:>100');
    case 'custom':
      throw refused(`${node.name}, a filter of an extension,`, 'use the filters of LogsQL');
    default:
      return node;
  }
}

function isRelative(range: TimeRange): boolean {
  switch (range.form) {
    case 'until-now':
    case 'last':
    case 'compare-age':
      return true;
    case 'interval':
      return range.start.kind === 'relative' || range.end.kind === 'relative';
    default:
      return range.point.kind === 'relative';
  }
}

function refused(what: string, instead: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `${what} cannot stand in the conditions of an alert rule, which looks at each entry by itself as it comes; ${instead}`,
  );
}
