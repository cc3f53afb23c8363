import type { Store } from '../../storage/store.ts';
import type { ImpersonatedSignatures } from '../../vm/reference/impersonatingEngine.ts';
import type { Blockchain } from '../canonical/blockchain.ts';
import type { ModuleGate } from '../pool/moduleGate.ts';
import type { TransactionPool } from '../pool/pool.ts';
import type { BlockMaker } from '../produce/blockMaker.ts';
import type { DevClock } from '../produce/clock.ts';
import type { NextBlock } from '../produce/nextBlock.ts';
import type { BlockProducer } from '../produce/producer.ts';
import type { EditHistory } from './editHistory.ts';
import type { Impersonation } from './impersonation.ts';
import type { MinedBlobs } from './minedBlobs.ts';
import type { Snapshots } from './snapshots.ts';

/** What dev mode works with. Everything that changes the chain runs under `chain.lock`. */
export interface DevParts {
  readonly chain: Blockchain;
  readonly store: Store;
  readonly pool: TransactionPool;
  readonly maker: BlockMaker;
  readonly producer: BlockProducer;
  readonly next: NextBlock;
  readonly clock: DevClock;
  readonly edits: EditHistory;
  readonly blobs: MinedBlobs;
  /** undefined on a plain Ethereum chain */
  readonly gate?: ModuleGate | undefined;
  readonly impersonation: Impersonation;
  readonly signatures: ImpersonatedSignatures;
  readonly snapshots: Snapshots;
}
