import { Counter, type Registry } from 'prom-client';
import type { Block } from '../../chain/block/block.ts';
import type { HeadChange } from '../../chain/canonical/events.ts';
import type { ChainReader } from '../../rpc/context/chain.ts';
import type { PoolAccess } from '../../rpc/context/pool.ts';
import { gaugesOf } from './gauge.ts';

/** What the metrics of the chain are read from. */
export interface ChainSource {
  readonly chain: Pick<ChainReader, 'head' | 'safe' | 'finalized'>;
  readonly pool: Pick<PoolAccess, 'status'>;
  onHead(listener: (change: HeadChange) => void): void;
}

/** The head, what its blocks held, and the pool. Gauges are read when they are asked for. */
export function chainMetrics(registry: Registry, { chain, pool, onHead }: ChainSource): void {
  const registers = [registry];
  const gauge = gaugesOf(registry);
  gauge('xai_chain_head_block', 'number of the newest block', () => Number(chain.head().header.number));
  gauge('xai_chain_head_timestamp_seconds', 'timestamp of the newest block', () =>
    Number(chain.head().header.timestamp),
  );
  gauge('xai_chain_head_gas_limit', 'gas limit of the newest block', () =>
    Number(chain.head().header.gasLimit),
  );
  gauge('xai_chain_head_base_fee_wei', 'base fee of the newest block', () =>
    Number(chain.head().header.baseFeePerGas ?? 0n),
  );
  gauge('xai_chain_safe_block', 'number of the newest safe block', () =>
    Number(chain.safe()?.header.number ?? 0n),
  );
  gauge('xai_chain_finalized_block', 'number of the newest final block', () =>
    Number(chain.finalized()?.header.number ?? 0n),
  );
  gauge('xai_txpool_pending', 'transactions that a block could take', () => pool.status().pending);
  gauge('xai_txpool_queued', 'transactions that wait for an earlier nonce', () => pool.status().queued);

  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const blocks = counter('xai_chain_blocks_total', 'blocks that joined the chain since the start');
  const transactions = counter('xai_chain_transactions_total', 'transactions in those blocks');
  const gas = counter('xai_chain_gas_used_total', 'gas used in those blocks; its rate is gas per second');
  const reorgs = counter('xai_chain_reorgs_total', 'times that blocks left the chain');
  const dropped = counter('xai_chain_reorg_blocks_total', 'blocks that left the chain');
  onHead(({ added, removed }) => {
    blocks.inc(added.length);
    transactions.inc(sum(added, (block) => block.transactions.length));
    gas.inc(sum(added, (block) => Number(block.header.gasUsed)));
    if (removed.length > 0) reorgs.inc();
    dropped.inc(removed.length);
  });
}

function sum(blocks: readonly Block[], of: (block: Block) => number): number {
  return blocks.reduce((total, block) => total + of(block), 0);
}
