import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { Store } from '../../storage/store.ts';
import type { Blockchain } from '../canonical/blockchain.ts';
import type { TransactionPool } from '../pool/pool.ts';
import type { ClockState, DevClock } from '../produce/clock.ts';
import type { NextBlock, NextBlockState } from '../produce/nextBlock.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** Everything that evm_revert brings back. */
interface Snapshot {
  readonly number: bigint;
  readonly hash: Uint8Array;
  /** made after that block */
  readonly edits: StateChanges;
  readonly clock: ClockState;
  readonly next: NextBlockState;
  readonly pool: readonly Transaction[];
}

/** What a snapshot is taken of. */
export interface SnapshotParts {
  readonly chain: Blockchain;
  readonly store: Store;
  readonly pool: TransactionPool;
  readonly next: NextBlock;
  readonly clock: DevClock;
}

/**
 * Moments of a dev chain to go back to: chain, edits, pool, time and the wishes for the next block, as Hardhat does;
 * automine, interval and impersonation stay as they are. Whoever calls holds the chain's write lock.
 */
export class Snapshots {
  readonly #byId = new Map<bigint, Snapshot>();
  #last = 0n;

  constructor(private readonly parts: SnapshotParts) {}

  /** Takes one; ids begin at 1 and are never used twice. */
  take(): bigint {
    const { chain, store, pool, next, clock } = this.parts;
    const { header, hash } = chain.head();
    this.#last += 1n;
    this.#byId.set(this.#last, {
      number: header.number,
      hash,
      edits: store.pendingEdits(),
      clock: clock.save(),
      next: next.save(),
      pool: pool.contents(),
    });
    return this.#last;
  }

  /** Goes back to it, and forgets it and the later ones. False for one that is not there, or whose block has left the chain. */
  revert(id: bigint): boolean {
    const snapshot = this.#byId.get(id);
    if (snapshot === undefined) return false;
    for (const other of [...this.#byId.keys()]) if (other >= id) this.#byId.delete(other);
    const { chain, store, pool, next, clock } = this.parts;
    const sealed = chain.headerByNumber(snapshot.number);
    if (sealed === undefined || !equalBytes(sealed.hash, snapshot.hash)) return false;
    pool.forgettingRemoved(() => chain.unwindTo(snapshot.number));
    if (snapshot.edits.accounts.size + snapshot.edits.storage.size > 0) store.editLatest(snapshot.edits);
    clock.restore(snapshot.clock);
    next.restore(snapshot.next);
    pool.restore(snapshot.pool);
    return true;
  }

  /** Those that can be reverted to, with the block that each was taken at. */
  list(): ReadonlyMap<bigint, { readonly number: bigint; readonly hash: Uint8Array }> {
    return this.#byId;
  }

  clear(): void {
    this.#byId.clear();
  }
}
