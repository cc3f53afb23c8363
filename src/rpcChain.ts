import type { ChainReader as Chain } from '../chain/canonical/chainReader.ts';
import type { ChainReader, PendingBlock } from '../rpc/context/chain.ts';
import type { TrieRangeCheck } from './trieRange.ts';

/** What the methods' view of the chain depends on beside the chain. */
export interface RpcChainOptions {
  /** blocks behind the head of the newest safe and the newest final block; undefined: as they were marked */
  readonly finality: { readonly safe: bigint; readonly finalized: bigint } | undefined;
}

/** The chain as the methods see it: the canonical queries, the pending block, and what is called safe and final. */
export function rpcChain(
  { finality }: RpcChainOptions,
  {
    chain,
    pending,
    requireTries,
    badBlocks = () => chain.badBlocks.list(),
  }: {
    readonly chain: Chain;
    readonly pending: () => Promise<PendingBlock>;
    readonly requireTries: TrieRangeCheck;
    /** undefined: those that the chain has refused */
    readonly badBlocks?: ChainReader['badBlocks'];
  },
): ChainReader {
  const behind = (blocks: bigint) => {
    const head = chain.head().header.number;
    return chain.headerByNumber(head > blocks ? head - blocks : 0n);
  };
  return {
    get config() {
      return chain.config;
    },
    genesis: () => chain.genesis(),
    head: () => chain.head(),
    safe: () => (finality === undefined ? chain.safe() : behind(finality.safe)),
    finalized: () => (finality === undefined ? chain.finalized() : behind(finality.finalized)),
    headerByNumber: (number) => chain.headerByNumber(number),
    headerByHash: (hash) => chain.headerByHash(hash),
    blockByNumber: (number) => chain.blockByNumber(number),
    blockByHash: (hash) => chain.blockByHash(hash),
    isCanonical: (hash) => chain.isCanonical(hash),
    totalDifficulty: (hash) => chain.totalDifficulty(hash),
    blockSize: (hash) => chain.blockSize(hash),
    receipts: (hash) => chain.receipts(hash),
    receipt: (hash, index) => chain.receipt(hash, index),
    transaction: (hash) => chain.transaction(hash),
    transactionBySenderAndNonce: (sender, nonce) => chain.transactionBySenderAndNonce(sender, nonce),
    parametersAfter: (block) => chain.parametersAfter(block),
    stateAt: (block) => chain.stateAt(block),
    code: (codeHash) => chain.code(codeHash),
    logs: (condition, from, to, limit) => chain.logs(condition, from, to, limit),
    logsOfBlock: (hash) => chain.logsOfBlock(hash),
    proof(block, address, keys) {
      requireTries(block.header.number);
      return chain.proof(block, address, keys);
    },
    accountsAt(block, start) {
      requireTries(block.header.number);
      return chain.accountsAt(block, start);
    },
    slotsAt(block, address, start) {
      requireTries(block.header.number);
      return chain.slotsAt(block, address, start);
    },
    modifiedAccounts: (after, upTo) => chain.modifiedAccounts(after, upTo),
    badBlocks,
    pending,
  };
}
