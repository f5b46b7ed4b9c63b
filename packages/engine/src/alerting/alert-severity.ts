/** How urgent an alert is, from the least to the most. */
export const AlertSeverity = {
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
  CRITICAL: 'critical',
} as const;

export type AlertSeverity = (typeof AlertSeverity)[keyof typeof AlertSeverity];

/** The severities from the least to the most urgent. */
export const ALERT_SEVERITIES: readonly AlertSeverity[] = Object.values(AlertSeverity);
