import type { Counter, Histogram } from 'prom-client';
import type { Route } from '../http/route.ts';
import { promClient } from './prom-client.ts';

/** Bounds of the buckets of durations, in seconds. */
export const DURATION_BUCKETS: readonly number[] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

/** Counts the requests of the API. */
export class RouteFigures {
  readonly requests: Counter = new (promClient().Counter)({
    name: 'log_analytics_http_requests_total',
    help: 'Requests of the API, by route and status; 499 for those whose client went away.',
    labelNames: ['method', 'route', 'status'],
    registers: [],
  });
  readonly durations: Histogram = new (promClient().Histogram)({
    name: 'log_analytics_http_request_seconds',
    help: 'How long requests of the API took until their answer was sent.',
    labelNames: ['method', 'route'],
    buckets: [...DURATION_BUCKETS],
    registers: [],
  });

  count({ method, path }: Pick<Route, 'method' | 'path'>, status: number, durationMs: number): void {
    this.requests.inc({ method, route: path, status });
    this.durations.observe({ method, route: path }, durationMs / 1000);
  }
}
