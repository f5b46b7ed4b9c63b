import type { ConditionCompiler } from './alerting/evaluated-rule.ts';
import { filterNode } from './engine-queries.ts';
import type { QueryLanguage } from './query/query-language.ts';
import { parseRuleFilter } from './query/rule-filter.ts';

/** What makes filters of the conditions of alert rules: of filter objects, of texts in LogsQL, and of such texts in filter objects. */
export function ruleCompiler(language: QueryLanguage): ConditionCompiler {
  const compileLogsql: ConditionCompiler['compileLogsql'] = (text) => parseRuleFilter(text, language.syntax);
  return { compileLogsql, compileFilters: (filters) => filterNode(filters, compileLogsql) };
}
