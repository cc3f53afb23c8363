import type { ChainReader } from '../rpc/context/chain.ts';
import type { HealthReport } from '../rpc/server/health.ts';
import type { Follower, FollowReport } from './follow/follower.ts';
import type { NodeOptions } from './nodeOptions.ts';

/** Seconds that the head may be old where a consensus client drives the chain: five slots of Ethereum's. */
const DRIVEN_HEAD_AGE = 60;
/** Blocks that may be late before a chain made by the clock counts as standing still. */
const LATE_BLOCKS = 3;
/** Seconds: less is not noticed by anybody. */
const LEAST_HEAD_AGE = 10;

/** What readiness depends on beside the chain. */
export interface HealthOptions extends Pick<NodeOptions, 'engine' | 'mining'> {
  /** undefined: the node follows none */
  readonly follower?: Pick<Follower, 'report'> | undefined;
}

/** Seconds without an answer from any source after which a follower is behind for all that it knows. */
const SILENCE = 15;
/** Blocks that a follower may be behind. */
const BEHIND = 8n;

/** Looks at the chain; `now` gives milliseconds since the epoch. */
export function healthOf(
  options: HealthOptions,
  chain: Pick<ChainReader, 'head'>,
  now: () => number,
): () => HealthReport {
  const limit = headAgeLimit(options);
  return () => {
    try {
      const { number, timestamp } = chain.head().header;
      const ageSeconds = Math.max(0, Math.floor(now() / 1000) - Number(timestamp));
      const late = limit !== undefined && ageSeconds > limit;
      const reason = late
        ? `the newest block is ${ageSeconds} s old, more than ${limit} s`
        : options.follower && behind(options.follower.report(), number, now());
      return {
        healthy: true,
        ready: reason === undefined,
        reason,
        head: { number: number.toString(), ageSeconds },
      };
    } catch (error) {
      const reason = `the chain cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      return { healthy: false, ready: false, reason, head: undefined };
    }
  };
}

/** Why a follower is not where its sources are; undefined where it is. */
function behind({ best, heard }: FollowReport, head: bigint, now: number): string | undefined {
  if (best === undefined || heard === undefined) return 'no source has answered yet';
  const silence = Math.floor((now - heard) / 1000);
  if (silence > SILENCE) return `no source has answered for ${silence} s`;
  return best > head + BEHIND ? `${best - head} blocks behind the source` : undefined;
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
