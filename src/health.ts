import type { ChainReader } from '../rpc/context/chain.ts';
import type { HealthReport } from '../rpc/server/health.ts';
import type { NodeOptions } from './nodeOptions.ts';

/** Seconds that the head may be old where a consensus client drives the chain: five slots of Ethereum's. */
const DRIVEN_HEAD_AGE = 60;
/** Blocks that may be late before a chain made by the clock counts as standing still. */
const LATE_BLOCKS = 3;
/** Seconds: less is not noticed by anybody. */
const LEAST_HEAD_AGE = 10;

/** Looks at the chain; `now` gives milliseconds since the epoch. */
export function healthOf(
  options: Pick<NodeOptions, 'engine' | 'mining'>,
  chain: Pick<ChainReader, 'head'>,
  now: () => number,
): () => HealthReport {
  const limit = headAgeLimit(options);
  return () => {
    try {
      const { number, timestamp } = chain.head().header;
      const ageSeconds = Math.max(0, Math.floor(now() / 1000) - Number(timestamp));
      const late = limit !== undefined && ageSeconds > limit;
      return {
        healthy: true,
        ready: !late,
        reason: late ? `the newest block is ${ageSeconds} s old, more than ${limit} s` : undefined,
        head: { number: number.toString(), ageSeconds },
      };
    } catch (error) {
      const reason = `the chain cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      return { healthy: false, ready: false, reason, head: undefined };
    }
  };
}

/** seconds; undefined: blocks come when somebody wants them, so that no age says anything */
function headAgeLimit({
  engine,
  mining: { mode },
}: Pick<NodeOptions, 'engine' | 'mining'>): number | undefined {
  if (engine !== undefined) return DRIVEN_HEAD_AGE;
  if (mode.kind !== 'interval') return undefined;
  return Math.max(LEAST_HEAD_AGE, (mode.milliseconds / 1000) * LATE_BLOCKS);
}
