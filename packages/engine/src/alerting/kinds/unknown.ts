import type { MatchWatch, MatchWatcher } from '../match-watch.ts';

/** A kind of an extension that is not there: what a rule of it remembered is kept for when it is there again. */
export const unknownKind: MatchWatcher = {
  check: () => undefined,
  start: () => keptWatch({}),
  restore: (_rule, saved) => keptWatch(saved.object),
};

function keptWatch(saved: object): MatchWatch {
  return {
    lastSequence: -1,
    summary: null,
    add: () => 0,
    samples: () => [],
    fired: () => undefined,
    toJSON: () => saved,
  };
}
