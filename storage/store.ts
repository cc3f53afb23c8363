/**
 * The contract of this floor as one class, and therefore longer than most files: each method checks what it must and hands
 * on to the folder that does it.
 */
import { type Blocks, createBlocks, openBlockTables } from './blocks/blocks.ts';
import { decodeOldestState, META } from './blocks/meta.ts';
import type { Head, StoredBlock } from './blocks/storedBlock.ts';
import {
  isSmallCommit,
  isSmallUnwind,
  openStoreTables,
  type StoreTables,
  unwindChain,
  writeCommit,
  writeGenesis,
} from './commit.ts';
import { equalBytes } from './encoding/bytes.ts';
import { StateUnavailableError, StorageError } from './errors.ts';
import { Generation } from './generation.ts';
import { Environment, type EnvironmentOptions, type StoreUsage } from './lmdb/environment.ts';
import { type LogMatch, type LogQuery, queryLogs } from './logs/query.ts';
import { faultInHistory, faultInState } from './maintenance/checkState.ts';
import { Moments } from './moments.ts';
import { pruneStates } from './prune.ts';
import { type AccountProof, proveAccount } from './state/accountProof.ts';
import type { StateChanges } from './state/changes.ts';
import { initialPlan } from './state/initialRoot.ts';
import { type AccountEntry, latestAccounts, latestSlots, type SlotEntry } from './state/latestEntries.ts';
import { pastSource } from './state/past.ts';
import { hasPendingEdits, readPendingEdits } from './state/pendingEdits.ts';
import { planChanges } from './state/plan.ts';
import {
  accountsFrom,
  type HashedAccount,
  type HashedSlot,
  modifiedAccounts,
  slotsFrom,
} from './state/ranges.ts';
import type { StateReader } from './state/reader.ts';
import { latestSource, type StateSource } from './state/source.ts';
import { type StateAccesses, stateNodes } from './state/stateNodes.ts';
import { type LatestReader, latestReader, readerAt } from './state/stateReaders.ts';
import type { StateUpdate } from './state/stateUpdate.ts';
import { writeHistory, writePlan } from './state/write.ts';
import { checkStoreVersion } from './storeVersion.ts';

/** How a store is opened. */
export interface StoreOptions extends EnvironmentOptions {
  /** States before the head's that are kept, in blocks; undefined: all. */
  readonly keepStates?: number | undefined;
}

/** Former values that a commit forgets beside those of one block, where more blocks than it should are kept. */
const PRUNE_BUDGET = 1000;

/**
 * The node's one store. docs/storage.md draws it:
 *
 *     computeRoot(changes) ──> StateUpdate ──> commitBlock(block, update) ──> one LMDB transaction ──> head
 *     stateAt(n), blocks, logs, proof <── tables            unwind(n) <── history, changed keys
 *
 * All calls are synchronous. One Store in one process writes; any number open the same directory with `readOnly`.
 */
export class Store {
  readonly blocks: Blocks;
  readonly #environment: Environment;
  readonly #tables: StoreTables;
  readonly #latest: StateSource;
  readonly #keepStates: number | undefined;
  readonly #generation: Generation;
  readonly #moments: Moments;
  #head: Head | undefined;
  #oldest: bigint;
  /** Counts changes of the latest state: a StateUpdate is good only for the state that it was computed on. */
  #stateVersion = 0;
  /** Counts unwinds and rollbacks, in a store open for reading every change: after one, a reader asks whether its block is still canonical. */
  #reorgs = 0;
  #past: { number: bigint; source: StateSource } | undefined;

  private constructor(environment: Environment, keepStates: number | undefined) {
    this.#environment = environment;
    this.#keepStates = keepStates;
    const blockTables = openBlockTables(environment);
    this.blocks = createBlocks(environment, blockTables);
    this.#tables = openStoreTables(environment, blockTables);
    this.#moments = new Moments(environment, this.#tables.state.held);
    this.#latest = latestSource(this.#tables.state);
    this.#generation = new Generation(blockTables.meta);
    this.#head = this.blocks.head();
    this.#oldest = this.#readOldest();
  }

  /** Rises with every change of the latest state: what was read at a lower one may be out of date. Of this process only. */
  get stateVersion(): number {
    this.#followWriter();
    return this.#stateVersion;
  }

  /** The newest canonical block; undefined in an empty store. At hand in memory while nobody changes the store. */
  head(): Head | undefined {
    this.#followWriter();
    return this.#head;
  }

  /** Opens a store, making it when there is none. Throws StoreLockedError, StoreVersionError, CorruptStoreError. */
  static open(options: StoreOptions): Store {
    const environment = new Environment(options);
    try {
      checkStoreVersion(environment, options.path);
      return new Store(environment, options.keepStates);
    } catch (error) {
      void environment.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#environment.close();
  }

  /** For a store open for reading: the next read sees what was committed before this piece of code began to run, if not more. */
  refresh(): void {
    if (this.#generation.begins()) this.#environment.refresh();
  }

  /** To be called when a process that read here has died: what it was reading is given free. */
  forgetDeadReaders(): void {
    this.#environment.forgetDeadReaders();
  }

  /** The genesis and configuration document that commitGenesis was given. */
  chainDocument(): Uint8Array | undefined {
    return this.#tables.blocks.meta.get(META.chain);
  }

  /** The lowest block whose state is kept. At hand in memory while nobody changes the store. */
  oldestState(): bigint {
    this.#followWriter();
    return this.#oldest;
  }

  /** Entries and bytes of each LMDB database. */
  stats(): ReturnType<Environment['statistics']> {
    return this.#environment.statistics();
  }

  /** The map and its readers. */
  usage(): StoreUsage {
    return this.#environment.usage();
  }

  /** Reads the latest state, edits since the head included. */
  latestState(): LatestReader {
    return latestReader(this.#tables.state);
  }

  /** Every account of the latest state in order of address (for a dump); not to be held over an await. */
  latestAccounts(): Iterable<AccountEntry> {
    return latestAccounts(this.#tables.state);
  }

  /** Every slot of an account of the latest state in order of key; not to be held over an await. */
  latestSlots(address: Uint8Array): Iterable<SlotEntry> {
    return latestSlots(this.#tables.state, address);
  }

  /**
   * Reads the state after a canonical block, also when the head moves on. At the head it is the latest state with edits.
   * Throws StateUnavailableError now when the state is not kept, and from its reads when a reorg has removed the block.
   */
  stateAt(number: bigint): StateReader {
    const head = this.#requireState(number);
    const hash = head.number === number ? head.hash : this.blocks.canonicalHash(number);
    let reorgs = this.#reorgs;
    return readerAt(this.#tables.state, Number(number), () => {
      this.#followWriter();
      if (reorgs !== this.#reorgs) {
        const now = this.blocks.canonicalHash(number);
        if (hash === undefined || now === undefined || !equalBytes(hash, now)) {
          throw new StateUnavailableError(number, `block ${number} is no longer canonical`);
        }
        reorgs = this.#reorgs;
      }
      if (this.head()?.number === number) return 'latest';
      this.#requireKept(number);
      return 'past';
    });
  }

  /** The state root after `changes` to the latest state, or to that after block `base`. Writes nothing. */
  computeRoot(changes: StateChanges, base?: bigint): StateUpdate {
    if (base === undefined || base === this.head()?.number) {
      const plan = planChanges(this.#latest, changes);
      return { root: plan.root, stateVersion: this.#stateVersion, plan };
    }
    this.#requireState(base);
    const plan = planChanges(this.#pastSource(base), changes);
    return { root: plan.root, stateVersion: undefined, plan };
  }

  /** Commits the first block of an empty store with its state and the document that describes the chain. */
  commitGenesis(block: StoredBlock, changes: StateChanges, chain: Uint8Array): void {
    if (this.head() !== undefined) {
      throw new StorageError('not-the-next-block', 'the store already has a genesis block');
    }
    this.#change(() => writeGenesis(this.#tables, block, initialPlan(changes), chain));
    this.#moments.note(block.number);
  }

  /** Extends the canonical chain by a block whose changes `update` was computed from: all of it is kept, or nothing. */
  commitBlock(block: StoredBlock, update: StateUpdate): void {
    const head = this.#requireHead();
    if (block.number !== head.number + 1n || !equalBytes(block.parentHash, head.hash)) {
      throw new StorageError(
        'not-the-next-block',
        `block ${block.number} does not follow the head ${head.number}`,
      );
    }
    if (update.stateVersion !== this.#stateVersion) {
      throw new StorageError('stale-update', 'the state has changed since this update was computed');
    }
    this.#change(
      () => {
        writeCommit(this.#tables, block, update.plan);
        if (this.#keepStates !== undefined) pruneStates(this.#tables, this.#keepStates, PRUNE_BUDGET);
      },
      isSmallCommit(block, update.plan),
    );
    this.#moments.note(block.number);
  }

  /**
   * Forgets states older than those of the last `keep` blocks before the head, up to `budget` former values and at least those
   * of one block, in one transaction. True where there is more to forget.
   */
  prune(keep: number, budget: number): boolean {
    return this.#change(() => pruneStates(this.#tables, keep, budget));
  }

  /** Takes the canonical chain and the state back to the block `number`, edits since then included. */
  unwind(number: bigint): void {
    const head = this.#requireHead();
    this.#requireState(number);
    const hash = this.blocks.canonicalHash(number);
    if (hash === undefined) throw new StateUnavailableError(number, `there is no block ${number}`);
    this.#reorgs++;
    if (this.#moments.goBack(number)) {
      this.#followChange();
      return;
    }
    const change = () => unwindChain(this.#tables, Number(head.number), { number, hash });
    this.#change(change, isSmallUnwind(head.number - number));
    this.#moments.note(number);
  }

  /** Runs several changes in one transaction: when `fn` throws, or any step failed, none is kept. */
  batch<T>(fn: () => T): T {
    return this.#change(fn);
  }

  /** Changes the latest state between blocks (dev mode). The next block's history takes it in, so that unwinding undoes it. */
  editLatest(changes: StateChanges): void {
    const next = Number(this.#requireHead().number) + 1;
    this.#change(() => {
      const plan = planChanges(this.#latest, changes);
      writeHistory(this.#tables.state, plan, next);
      writePlan(this.#tables.state, plan);
    }, true);
  }

  /** The edits made since the head, as the values that they led to. */
  pendingEdits(): StateChanges {
    return readPendingEdits(this.#tables.state, Number(this.#requireHead().number));
  }

  /** The blocks in a range with logs that match, in order, found lazily through the index. */
  logs(query: LogQuery): Iterable<LogMatch> {
    return queryLogs(this.#tables.logIndex, query);
  }

  /** Proves an account and slots at a canonical block; the proof verifies against that block's state root. */
  proof(number: bigint, address: Uint8Array, keys: readonly Uint8Array[]): AccountProof {
    return proveAccount(this.#sourceAt(number), address, keys);
  }

  /** The trie nodes of the state after a canonical block that reading, changing and hashing it needs (stateNodes.ts). */
  stateNodes(number: bigint, accesses: StateAccesses, changes: StateChanges): Uint8Array[] {
    return stateNodes(this.#sourceAt(number), accesses, changes);
  }

  /** The accounts after a block in the order of the state trie, from a hash on; not to be held over an await. */
  accountsAt(number: bigint, start: Uint8Array): Iterable<HashedAccount> {
    return accountsFrom(this.#sourceAt(number), start);
  }

  /** The slots of an account after a block in the order of its trie, from a hash on; not to be held over an await. */
  slotsAt(number: bigint, address: Uint8Array, start: Uint8Array): Iterable<HashedSlot> {
    return slotsFrom(this.#sourceAt(number), address, start);
  }

  /** The accounts that differ after block `upTo` from those after block `after` and are still there, by hash. */
  modifiedAccounts(after: bigint, upTo: bigint): Uint8Array[] {
    this.#requireState(after);
    this.#requireState(upTo);
    return modifiedAccounts(this.#tables.state, Number(after), Number(upTo));
  }

  /**
   * Reads all of the latest state and its history: what is wrong with it, in words; undefined where nothing is. Takes as long as
   * the state is large.
   */
  fault(): string | undefined {
    const { number } = this.#requireHead();
    const state = faultInState(this.#tables.state);
    if (state !== undefined) return state;
    const missing = faultInHistory(this.#tables.state, Number(this.oldestState()), Number(number));
    return missing && `the history lacks a value from before ${missing}`;
  }

  #sourceAt(number: bigint): StateSource {
    this.#requireState(number);
    const isHead = number === this.head()?.number;
    if (isHead && !hasPendingEdits(this.#tables.state, Number(number))) return this.#latest;
    return this.#pastSource(number);
  }

  /** Kept until the next change for more proofs of the same block: what it costs is collecting the changes since. */
  #pastSource(number: bigint): StateSource {
    this.#followWriter();
    if (this.#past?.number !== number) {
      const upTo = Number(this.#requireHead().number) + 1;
      this.#past = { number, source: pastSource(this.#tables.state, Number(number), upTo) };
    }
    return this.#past.source;
  }

  /** Every write goes through here, so that what is kept in memory follows the disk, also after a rollback. */
  #change<T>(fn: () => T, small = false): T {
    this.#environment.requireWritable();
    try {
      return this.#environment.write(() => {
        const result = fn();
        this.#generation.raise();
        return result;
      }, small);
    } catch (error) {
      this.#reorgs++;
      this.#tables.state.held.forget();
      throw error;
    } finally {
      this.#followChange();
    }
  }

  #followChange(): void {
    this.#stateVersion++;
    this.#past = undefined;
    this.#head = this.blocks.head();
    this.#oldest = this.#readOldest();
  }

  #readOldest(): bigint {
    return BigInt(decodeOldestState(this.#tables.blocks.meta.get(META.oldestState)));
  }

  /** In a store open for reading: forgets what is remembered where another process has changed the store since. */
  #followWriter(): void {
    if (!this.#environment.readOnly || !this.#generation.moved()) return;
    this.#reorgs++;
    this.#followChange();
  }

  #requireHead(): Head {
    const head = this.head();
    if (head === undefined) throw new StorageError('store-missing', 'the store has no genesis block');
    return head;
  }

  /** Throws StateUnavailableError when the state after a block is not kept; gives the head. */
  #requireState(number: bigint): Head {
    const head = this.#requireHead();
    if (number > head.number) {
      throw new StateUnavailableError(number, `block ${number} is above the head ${head.number}`);
    }
    if (number === head.number) return head;
    this.#requireKept(number);
    return head;
  }

  #requireKept(number: bigint): void {
    const oldest = this.oldestState();
    if (number >= oldest) return;
    throw new StateUnavailableError(
      number,
      `the state of block ${number} is pruned: the oldest that is kept is that of block ${oldest} (--prune, --prune-blocks)`,
    );
  }
}
