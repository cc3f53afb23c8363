import { LONG_CHAINS } from './longChains.ts';
import { NOTIFICATIONS } from './notifications.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/** All rows of the table, in their order. */
export const ROWS: readonly Workload[] = [...WORKLOADS, ...NOTIFICATIONS, ...LONG_CHAINS];
