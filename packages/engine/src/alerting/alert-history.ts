import type { Alert } from './alert.ts';

/** Alerts that the history keeps. */
export const HISTORY_MAX = 10_000;

/** The newest alerts, in the order in which they fired. */
export class AlertHistory {
  private alerts: Alert[] = [];
  private added = 0;

  /** How many alerts were ever added, also those that are no longer kept. */
  get totalCount(): number {
    return this.added;
  }

  add(alert: Alert): void {
    this.alerts.push(alert);
    this.added++;
    // Now and then, so that an alert costs a constant.
    if (this.alerts.length >= 2 * HISTORY_MAX) this.alerts = this.list();
  }

  /** The newest 10,000, oldest first. */
  list(): Alert[] {
    return this.alerts.slice(-HISTORY_MAX);
  }

  /** Adds those alerts that are not here yet. Returns how many there were. */
  merge(alerts: readonly Alert[]): number {
    const known = new Set(this.alerts.map(identityOf));
    const unknown = alerts.filter((alert) => !known.has(identityOf(alert)));
    for (const alert of unknown) this.add(alert);
    return unknown.length;
  }

  /** Begins anew with these. */
  reset(alerts: readonly Alert[], totalCount: number): void {
    this.alerts = alerts.slice(-HISTORY_MAX);
    this.added = Math.max(totalCount, alerts.length);
  }
}

function identityOf(alert: Alert): string {
  return JSON.stringify([alert.ruleName, alert.triggeredAt, alert.count, alert.metadata.group]);
}
