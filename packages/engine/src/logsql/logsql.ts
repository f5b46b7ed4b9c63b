import { FILTER_SYNTAX } from './filter-syntax.ts';
import { PIPE_SYNTAX } from './pipe-syntax.ts';
import { STATS_SYNTAX } from './stats-syntax.ts';
import { EMPTY_REGISTRY, extendRegistry, type SyntaxRegistry } from './syntax-registry.ts';

/** The whole language: every filter, pipe and stats function of the reference, and ours. */
export const LOGSQL: SyntaxRegistry = extendRegistry(EMPTY_REGISTRY, {
  filters: Object.values(FILTER_SYNTAX),
  pipes: Object.values(PIPE_SYNTAX),
  statsFunctions: Object.values(STATS_SYNTAX),
});
