import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The platform's own metrics, served at /metrics. */
export interface PlatformMetrics {
  registry: Registry;
  /** Seconds a request took, by method, route and status. */
  httpDuration: Histogram<'method' | 'route' | 'status'>;
  /** Finished project operations, by kind (provision, delivery, deletion) and state. */
  operations: Counter<'kind' | 'state'>;
  /** Seconds that operations took, by kind. */
  operationDuration: Histogram<'kind'>;
  /** Seconds of calls to git host, CI, registry, image builder and cluster, by outcome. */
  outsideCalls: Histogram<'port' | 'operation' | 'outcome'>;
}

/** Makes the metrics of one server, in a registry of their own. */
export function createPlatformMetrics(): PlatformMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'fairway_' });
  return {
    registry,
    httpDuration: new Histogram({
      name: 'fairway_http_request_duration_seconds',
      help: 'How long requests took',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    operations: new Counter({
      name: 'fairway_project_operations_total',
      help: 'Finished project operations',
      labelNames: ['kind', 'state'],
      registers: [registry],
    }),
    operationDuration: new Histogram({
      name: 'fairway_project_operation_duration_seconds',
      help: 'How long project operations took',
      labelNames: ['kind'],
      buckets: [1, 2, 4, 8, 15, 30, 60, 120, 300],
      registers: [registry],
    }),
    outsideCalls: new Histogram({
      name: 'fairway_outside_call_duration_seconds',
      help: 'How long calls to what lies outside the control plane took',
      labelNames: ['port', 'operation', 'outcome'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300],
      registers: [registry],
    }),
  };
}
