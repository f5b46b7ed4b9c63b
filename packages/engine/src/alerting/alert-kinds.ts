import { nearestName } from '../entry/nearest-name.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { type AlertKindExtension, watcherOf } from './alert-kind-extension.ts';
import type { AlertRule } from './alert-rule.ts';
import { ALERT_KIND_NAME, type AlertKind } from './alert-rule-init.ts';
import { thresholdKind } from './kinds/threshold.ts';
import type { MatchWatcher } from './match-watch.ts';

/** The kinds of the engine; one without a watcher does not compile. */
const OWN_KINDS: Readonly<Record<AlertKind, MatchWatcher>> = { threshold: thresholdKind };

/** The kinds of rule that an evaluator knows, by name. */
export class AlertKinds {
  readonly #watchers = new Map<string, MatchWatcher>(Object.entries(OWN_KINDS));

  /**
   * @param onFailure is told what a kind of these throws while it looks at entries
   * @throws InvalidArgumentError for a name that is none, or taken
   */
  constructor(
    extensions: readonly AlertKindExtension[] = [],
    onFailure: (error: unknown, kind: string) => void = () => undefined,
  ) {
    for (const extension of extensions) {
      const { name } = extension;
      if (typeof name !== 'string' || !ALERT_KIND_NAME.test(name))
        throw new InvalidArgumentError(
          `the name of an alert kind must be lower-case letters, digits and -; got '${name}'`,
        );
      if (this.#watchers.has(name))
        throw new InvalidArgumentError(`there is an alert kind with the name '${name}' already`);
      this.#watchers.set(
        name,
        watcherOf(extension, (error) => onFailure(error, name)),
      );
    }
  }

  /** Undefined where there is no kind of this name. */
  find(name: string): MatchWatcher | undefined {
    return this.#watchers.get(name);
  }

  /** @throws InvalidArgumentError where the kind of the rule is not known, or does not take it */
  check(rule: AlertRule): void {
    const watcher = this.#watchers.get(rule.kind);
    if (watcher !== undefined) {
      watcher.check(rule);
      return;
    }
    const names = [...this.#watchers.keys()];
    const suggestion = nearestName(rule.kind, names);
    const hint = suggestion === undefined ? '; there' : `; did you mean '${suggestion}'? There`;
    const known = names.map((name) => `'${name}'`).join(', ');
    throw new InvalidArgumentError(
      `alert rule: there is no kind '${rule.kind}'${hint} ${names.length === 1 ? 'is' : 'are'} ${known}`,
    );
  }
}
