import { ENDPOINT, URL_TEXT } from './kinds.ts';
import { type CommandName, optional } from './option.ts';

const COMMANDS: readonly CommandName[] = ['dev', 'start'];

/** Settings of what the node tells of itself. */
export const MONITOR_OPTIONS = {
  metrics: optional({
    kind: ENDPOINT,
    help: 'serve GET /metrics for Prometheus, /health and /ready at this address (bare: 127.0.0.1:9001)',
    group: 'Monitoring:',
    commands: COMMANDS,
    bare: '127.0.0.1:9001',
  }),
  otelEndpoint: optional({
    kind: URL_TEXT,
    help: 'send OpenTelemetry traces of requests and blocks to this collector (OTLP over HTTP), as http://127.0.0.1:4318',
    group: 'Monitoring:',
    commands: COMMANDS,
  }),
} as const;
