import type { Static } from '@sinclair/typebox';
import type { LogCondition } from '../../chain/canonical/mined.ts';
import { InvalidParamsError } from '../errors.ts';
import type { LogFilter } from './filter.ts';
import { toBytes } from './parse.ts';

/** Which logs, and where: in one block, or from one block parameter to another (undefined: latest). */
export interface LogQuery {
  readonly condition: LogCondition;
  /** 32 bytes */
  readonly blockHash: Uint8Array | undefined;
  readonly fromBlock: string | undefined;
  readonly toBlock: string | undefined;
}

/** A filter object in the node's terms. Throws where it names both a block and a range. */
export function parseLogFilter(value: unknown): LogQuery {
  const filter = value as Static<typeof LogFilter>;
  const blockHash = filter.blockHash ?? undefined;
  const fromBlock = filter.fromBlock ?? undefined;
  const toBlock = filter.toBlock ?? undefined;
  if (blockHash !== undefined && (fromBlock !== undefined || toBlock !== undefined)) {
    throw new InvalidParamsError(
      'invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other',
    );
  }
  return {
    condition: {
      addresses: parseAddresses(filter.address),
      topics: (filter.topics ?? []).map(parsePosition),
    },
    blockHash: blockHash === undefined ? undefined : toBytes(blockHash),
    fromBlock,
    toBlock,
  };
}

function parseAddresses(address: string | string[] | null | undefined): readonly Uint8Array[] {
  if (address === undefined || address === null) return [];
  return typeof address === 'string' ? [toBytes(address)] : address.map(toBytes);
}

/** An empty list, and a list with a null in it, stand for anything. */
function parsePosition(position: string | (string | null)[] | null): readonly Uint8Array[] | undefined {
  if (position === null) return undefined;
  if (typeof position === 'string') return [toBytes(position)];
  return position.length === 0 || position.includes(null) ? undefined : position.map(toBytes);
}
