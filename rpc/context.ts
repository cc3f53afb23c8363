import type { Wallet } from '../chain/wallet/wallet.ts';
import type { CallExecutor } from './context/calls.ts';
import type { ChainReader } from './context/chain.ts';
import type { ContractShelf } from './context/contracts.ts';
import type { DevControl } from './context/dev.ts';
import type { ConsensusDriver, PayloadSource } from './context/engine.ts';
import type { ChainEvents } from './context/events.ts';
import type { FeeOracle } from './context/fees.ts';
import type { PoolAccess } from './context/pool.ts';

/** What the JSON-RPC methods need of the node. The parts are made in chain/ and handed over by src/node.ts. */
export interface NodeContext {
  readonly options: RpcOptions;
  readonly chain: ChainReader;
  readonly pool: PoolAccess;
  readonly calls: CallExecutor;
  readonly fees: FeeOracle;
  readonly wallet: Wallet;
  readonly events: ChainEvents;
  /** Present in dev mode only: anvil_*, hardhat_*, evm_*, tenderly_*. */
  readonly dev: DevControl | undefined;
  readonly payloads: PayloadSource;
  /** Present where a consensus client drives the chain: engine_*. */
  readonly consensus?: ConsensusDriver | undefined;
  /** Keeps what the contracts API is told of contracts; undefined: until the node stops. */
  readonly contracts?: ContractShelf | undefined;
}

/** What the program's options say about the RPC surface. */
export interface RpcOptions {
  /** web3_clientVersion */
  readonly clientVersion: string;
  /** gas for eth_call and eth_estimateGas */
  readonly callGasCap: bigint;
  /** milliseconds for one eth_call, estimate or trace */
  readonly callTimeout: number;
  /** blocks that one eth_getLogs may cover; 0: no bound */
  readonly logBlockRange: number;
  /** logs that one answer may hold */
  readonly logResultLimit: number;
  /** blocks that one trace_filter or ots_search* may run again; 0: no bound */
  readonly traceBlockRange: number;
  /** blocks behind the head whose proofs and whole states are given; 0: no bound */
  readonly proofRange: number;
  /** bytes of JSON that one trace may hold */
  readonly traceSizeLimit: number;
  /** requests in one batch */
  readonly batchLimit: number;
  /** bytes of one request body */
  readonly bodyLimit: number;
  /** filters kept at a time */
  readonly filterLimit: number;
  /** subscriptions on one connection */
  readonly subscriptionLimit: number;
  /** Answer transactions that fail in a block made at once with why they did (dev mode). */
  readonly throwOnFailure: boolean;
}
