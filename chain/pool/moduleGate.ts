import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { Engine } from '../../vm/engine.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { ancestorHashes } from '../building/ancestors.ts';
import { environmentOf } from '../building/environment.ts';
import { CONTRACTS_DISABLED, usesContracts } from '../building/progress.ts';
import type { ChainReader } from '../canonical/chainReader.ts';
import type { NextBlockAttributes } from '../produce/nextBlock.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { PoolError } from './errors.ts';

/** Asks governance and the modules about a transaction before the pool takes it. Throws PoolError. */
export type ModuleGate = (transaction: Transaction) => Promise<void>;

/** What the gate works with. */
export interface ModuleGateParts {
  readonly engine: Engine;
  readonly chain: ChainReader;
  /** World state after the head, dev-mode edits included. */
  latestState(): StateReader;
  nextBlock(): NextBlockAttributes;
  /** What the pool itself has to say: asked first, since modules take longer. Throws PoolError. */
  check(transaction: Transaction): void;
}

/**
 * The gate in front of the pool. The modules' answer is that for the block after the head, on a state that is thrown
 * away; the block that the transaction goes into asks again. Undefined on a plain Ethereum chain.
 */
export function moduleGate(parts: ModuleGateParts): ModuleGate | undefined {
  const { protocol } = parts.chain;
  if (protocol === undefined) return undefined;
  return async (transaction) => {
    const state = parts.latestState();
    const parameters = parts.chain.nextParameters();
    const codeHash = (address: Uint8Array) => state.account(address)?.codeHash ?? EMPTY_CODE_HASH;
    if (parameters?.contracts === false && usesContracts(transaction, codeHash, protocol)) {
      throw new PoolError('contracts-disabled', undefined, CONTRACTS_DISABLED);
    }
    if (parameters?.hooks !== true) return;
    parts.check(transaction);
    const overlay = new WorldState(state);
    const reason = await protocol.refusal(parts.engine, { ...nextBlock(parts), state: overlay }, transaction);
    if (reason !== undefined) throw new PoolError('denied-by-module', undefined, reason);
  };
}

/** The next block as its code would see it, were it made now. */
function nextBlock({ chain, nextBlock }: ModuleGateParts) {
  const attributes = nextBlock();
  const { rules } = attributes;
  const header = {
    ...attributes,
    parentHash: chain.head().hash,
    ommersHash: new Uint8Array(32),
    difficulty: 0n,
    mixHash: attributes.prevRandao,
    nonce: new Uint8Array(8),
    baseFeePerGas: attributes.baseFee,
    parentBeaconBlockRoot: new Uint8Array(32),
  };
  const blockHash = ancestorHashes(chain.head(), (hash) => chain.headerByHash(hash)?.header);
  return { rules, block: environmentOf(header, rules, blockHash) };
}
