import type { Header } from '../block/header.ts';
import { SimulationError } from './errors.ts';
import type { BlockRequest } from './simulation.ts';

/** Blocks that one request may lead through, gaps included (go-ethereum internal/ethapi/simulate.go). */
const MAX_BLOCKS = 256n;
/** Seconds between blocks whose time is not given. */
const BLOCK_TIME = 12n;

/** A block of the plan: as requested, at a definite place and time. */
export interface PlannedBlock extends BlockRequest {
  readonly number: bigint;
  /** seconds */
  readonly timestamp: bigint;
}

/**
 * Gives every block its number and time, and fills gaps between numbers with empty blocks. Throws SimulationError where
 * numbers or times do not grow, or the blocks are too many.
 */
export function planBlocks(
  base: Pick<Header, 'number' | 'timestamp'>,
  requests: readonly BlockRequest[],
): PlannedBlock[] {
  const planned: PlannedBlock[] = [];
  let { number, timestamp } = base;
  for (const request of requests) {
    const wanted = request.block.number ?? number + 1n;
    if (wanted <= number) {
      throw new SimulationError(
        'block-number-order',
        `block numbers must be in order: ${wanted} <= ${number}`,
      );
    }
    if (wanted - base.number > MAX_BLOCKS) throw new SimulationError('too-many-blocks', 'too many blocks');
    while (number + 1n < wanted) {
      number += 1n;
      timestamp += BLOCK_TIME;
      planned.push({ block: {}, state: [], calls: [], number, timestamp });
    }
    const time = request.block.time ?? timestamp + BLOCK_TIME;
    if (time <= timestamp) {
      throw new SimulationError(
        'block-timestamp-order',
        `block timestamps must be in order: ${time} <= ${timestamp}`,
      );
    }
    number = wanted;
    timestamp = time;
    planned.push({ ...request, number, timestamp });
  }
  return planned;
}
