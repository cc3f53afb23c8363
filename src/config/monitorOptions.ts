import { ENDPOINT } from './kinds.ts';
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
} as const;
