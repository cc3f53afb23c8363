// Every canonical query in one list; past 250 lines because there are many, each of a few lines.
import type { MarkerName } from '../../storage/blocks/blocks.ts';
import type { Head, TransactionLocation } from '../../storage/blocks/storedBlock.ts';
import { type BytesKey, bytesToBigInt, equalBytes, toHex, toKey } from '../../storage/encoding/bytes.ts';
import { StateUnavailableError } from '../../storage/errors.ts';
import { EMPTY_ACCOUNT } from '../../storage/state/account.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { HashedAccount, HashedSlot } from '../../storage/state/ranges.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { Store } from '../../storage/store.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import type { Block } from '../block/block.ts';
import { decodeBody, readTransaction, storedBlockSize } from '../block/bodyRecord.ts';
import type { SealedHeader } from '../block/header.ts';
import { decodeHeader } from '../block/headerCodec.ts';
import { governedConfig } from '../protocol/governedConfig.ts';
import type { BlockParameters, Protocol } from '../protocol/protocol.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { decodeReceipts, firstLogOf, readReceipt } from '../receipt/receiptsRecord.ts';
import { BadBlocks } from './badBlocks.ts';
import { DecodedBlocks } from './decodedBlocks.ts';
import { ChainError } from './errors.ts';
import { findLogs, logsAtHand, logsOfBlock } from './logs.ts';
import type { LogCondition, MinedLog, MinedProof, MinedReceipt, MinedTransaction } from './mined.ts';
import { overlayReader } from './overlay.ts';
import type { CacheCounts } from './recent.ts';
import { Recent } from './recent.ts';

/** Headers kept decoded: they are found by hash and never change. */
const RECENT_HEADERS = 512;

/** The newest block, as the store and as the chain have it. */
interface Newest {
  readonly stored: Head;
  readonly sealed: SealedHeader;
  /** the state after it, once somebody has asked for it */
  state: StateReader | undefined;
}

/** Dev mode: what was edited between the parent of the block with this hash and the block; undefined: nothing. */
export type EditsBefore = (hash: Uint8Array) => StateChanges | undefined;

/** Canonical queries over a store: synchronous reads of what was committed, one derivation for everybody. */
export class ChainReader {
  /** Blocks that were refused, for debug_getBadBlocks. */
  readonly badBlocks = new BadBlocks();
  #config: ChainConfig;
  #governed:
    | { readonly head: Uint8Array; readonly version: number; readonly parameters: BlockParameters }
    | undefined;
  #newest: Newest | undefined;
  readonly #headers = new Recent<BytesKey, SealedHeader>(RECENT_HEADERS);
  readonly #decoded = new DecodedBlocks();

  constructor(
    config: ChainConfig,
    protected readonly store: Store,
    /** XAI's modules; undefined: a plain Ethereum chain */
    readonly protocol?: Protocol | undefined,
    private readonly edits?: EditsBefore | undefined,
  ) {
    this.#config = config;
  }

  /** The rules: those of the genesis with the forks that the chain's holders have scheduled since, as the head has them. */
  get config(): ChainConfig {
    return this.protocol === undefined ? this.#config : governedConfig(this.#config, this.nextParameters());
  }

  /** The rules without what the chain's holders have scheduled. */
  get ownConfig(): ChainConfig {
    return this.#config;
  }

  /** What the chain's holders decided about the block after the head; undefined on a plain Ethereum chain. */
  nextParameters(): BlockParameters | undefined {
    if (this.protocol === undefined) return undefined;
    const { header, hash } = this.head();
    const { stateVersion } = this.store;
    const known = this.#governed;
    if (known !== undefined && known.version === stateVersion && equalBytes(known.head, hash)) {
      return known.parameters;
    }
    const parameters = this.protocol.parameters(this.store.stateAt(header.number), header.number + 1n);
    this.#governed = { head: hash, version: stateVersion, parameters };
    return parameters;
  }

  /** Counts changes of the latest state, also by edits between blocks. */
  get stateVersion(): number {
    return this.store.stateVersion;
  }

  /** What they decided about the block after this canonical one. Throws StateUnavailableError where its state is not kept. */
  parametersAfter(sealed: SealedHeader): BlockParameters | undefined {
    if (this.protocol === undefined || equalBytes(sealed.hash, this.head().hash))
      return this.nextParameters();
    return this.protocol.parameters(this.stateAt(sealed), sealed.header.number + 1n);
  }

  /** Dev mode: other rules (or another chain id) from the next block on, until the program ends. */
  setConfig(config: ChainConfig): void {
    this.#config = config;
  }

  genesis(): SealedHeader {
    return this.headerByNumber(0n) ?? this.#missing('genesis');
  }

  head(): SealedHeader {
    return this.#head().sealed;
  }

  /** Undefined while nothing is safe, or what was has left the chain. */
  safe(): SealedHeader | undefined {
    return this.#marked('safe');
  }

  /** Undefined while nothing is final, or what was has left the chain. */
  finalized(): SealedHeader | undefined {
    return this.#marked('finalized');
  }

  headerByNumber(number: bigint): SealedHeader | undefined {
    const hash = this.#canonicalHash(number);
    return hash === undefined ? undefined : this.headerByHash(hash);
  }

  headerByHash(hash: Uint8Array): SealedHeader | undefined {
    return this.#headers.get(toKey(hash), () => {
      const header = this.store.blocks.header(hash);
      return header === undefined ? undefined : { header: decodeHeader(header), hash };
    });
  }

  blockByNumber(number: bigint): Block | undefined {
    const hash = this.#canonicalHash(number);
    return hash === undefined ? undefined : this.blockByHash(hash);
  }

  blockByHash(hash: Uint8Array): Block | undefined {
    return this.#decoded.block(hash, () => {
      const header = this.store.blocks.header(hash);
      const body = this.store.blocks.body(hash);
      if (header === undefined || body === undefined) return undefined;
      return { header: decodeHeader(header), hash, ...decodeBody(body) };
    });
  }

  isCanonical(hash: Uint8Array): boolean {
    const head = this.store.head();
    if (head !== undefined && equalBytes(head.hash, hash)) return true;
    const number = this.store.blocks.number(hash);
    const canonical = number === undefined ? undefined : this.store.blocks.canonicalHash(number);
    return canonical !== undefined && equalBytes(canonical, hash);
  }

  /** Sum of difficulties up to and including this block. */
  totalDifficulty(hash: Uint8Array): bigint | undefined {
    return this.store.blocks.totalDifficulty(hash);
  }

  /** Bytes of the whole encoded block, without encoding it. */
  blockSize(hash: Uint8Array): number | undefined {
    return this.#decoded.size(hash, () => {
      const header = this.store.blocks.header(hash);
      const body = this.store.blocks.body(hash);
      return header === undefined || body === undefined ? undefined : storedBlockSize(header, body);
    });
  }

  /** Undefined for an unknown block, and for a side block that was never executed. */
  receipts(hash: Uint8Array): readonly Receipt[] | undefined {
    return this.#decoded.receipts(hash, () => {
      const record = this.#receiptsRecord(hash);
      return record === undefined ? undefined : decodeReceipts(record);
    });
  }

  /** The receipt of one transaction of a block, without decoding the others. */
  receipt(hash: Uint8Array, index: number): MinedReceipt | undefined {
    const atHand = this.#decoded.receiptAtHand(hash, index);
    if (atHand !== undefined) return atHand;
    const record = this.#receiptsRecord(hash);
    if (record === undefined) return undefined;
    return { receipt: readReceipt(record, index), firstLog: firstLogOf(record, index) };
  }

  /** Only canonical transactions are found. */
  transaction(hash: Uint8Array): MinedTransaction | undefined {
    return this.#located(this.store.blocks.transactionLocation(hash));
  }

  /** The canonical transaction of this sender with this nonce. */
  transactionBySenderAndNonce(sender: Uint8Array, nonce: bigint): MinedTransaction | undefined {
    return this.#located(this.store.blocks.senderNonceLocation(sender, nonce));
  }

  /**
   * World state after this block, in dev mode with what was edited between it and the next block: so it was seen as long as it was the
   * head. Throws StateUnavailableError where it is not kept.
   */
  stateAt(sealed: SealedHeader): StateReader {
    const state = this.madeState(sealed);
    if (this.edits === undefined || sealed === this.#head().sealed) return state;
    const next = this.store.blocks.canonicalHash(sealed.header.number + 1n);
    const edits = next && this.editsBefore(next);
    return edits === undefined ? state : overlayReader(state, edits);
  }

  /** Dev mode: what was edited between the parent of the block with this hash and the block; undefined: nothing. */
  editsBefore(hash: Uint8Array): StateChanges | undefined {
    return this.edits?.(hash);
  }

  /** The same without the edits, but for those since the head: what was edited before another block on it is not this one's matter. */
  madeState(sealed: SealedHeader): StateReader {
    const { header, hash } = sealed;
    const newest = this.#head();
    if (sealed === newest.sealed) {
      newest.state ??= this.store.stateAt(header.number);
      return newest.state;
    }
    this.#requireCanonical(header.number, hash);
    return this.store.stateAt(header.number);
  }

  /** Code by its hash, of any account of any block so far; undefined where there was none. */
  code(codeHash: Uint8Array): Uint8Array | undefined {
    return this.store.latestState().knownCode(codeHash);
  }

  /** In chain order. Throws LogLimitError past `limit`. */
  logs(condition: LogCondition, from: bigint, to: bigint, limit: number): readonly MinedLog[] {
    return findLogs(this.store, condition, from, to, limit);
  }

  /** Every log of a block, canonical or not. */
  logsOfBlock(hash: Uint8Array): readonly MinedLog[] | undefined {
    const block = this.#decoded.blockAtHand(hash);
    const receipts = this.#decoded.receiptsAtHand(hash);
    return block && receipts ? logsAtHand(block, receipts) : logsOfBlock(this.store, hash);
  }

  /** Throws StateUnavailableError where the block's state is not kept. */
  proof({ header, hash }: SealedHeader, address: Uint8Array, keys: readonly Uint8Array[]): MinedProof {
    this.#requireCanonical(header.number, hash);
    const {
      account = EMPTY_ACCOUNT,
      accountProof,
      storageProof,
    } = this.store.proof(header.number, address, keys);
    return {
      nonce: account.nonce,
      balance: account.balance,
      codeHash: account.codeHash,
      storageHash: account.storageRoot,
      accountProof,
      storageProof: storageProof.map(({ key, value, proof }) => ({
        key,
        value: bytesToBigInt(value),
        proof,
      })),
    };
  }

  /** The accounts after a block in the order of the state trie, from a hash on; not to be held over an await. */
  accountsAt({ header, hash }: SealedHeader, start: Uint8Array): Iterable<HashedAccount> {
    this.#requireCanonical(header.number, hash);
    return this.store.accountsAt(header.number, start);
  }

  /** The slots of an account after a block in the order of its trie, from a hash on; not to be held over an await. */
  slotsAt({ header, hash }: SealedHeader, address: Uint8Array, start: Uint8Array): Iterable<HashedSlot> {
    this.#requireCanonical(header.number, hash);
    return this.store.slotsAt(header.number, address, start);
  }

  /** The accounts that differ between two canonical blocks and are still there after the later one, by hash. */
  modifiedAccounts(after: SealedHeader, upTo: SealedHeader): readonly Uint8Array[] {
    this.#requireCanonical(after.header.number, after.hash);
    this.#requireCanonical(upTo.header.number, upTo.hash);
    return this.store.modifiedAccounts(after.header.number, upTo.header.number);
  }

  /** What the caches of decoded blocks and receipts were good for. */
  cacheCounts(): Readonly<Record<string, CacheCounts>> {
    return this.#decoded.counts();
  }

  /** A block just made need not be decoded to be read. */
  protected keepDecoded(block: Block, receipts: readonly Receipt[]): void {
    const { header, hash } = block;
    this.#headers.set(toKey(hash), { header, hash });
    this.#decoded.keep(block, receipts);
  }

  /** What most requests ask about; made anew when the store's head is another one. */
  #head(): Newest {
    const stored = this.store.head();
    if (stored === undefined) return this.#missing('head');
    if (this.#newest?.stored !== stored) {
      const sealed = this.headerByHash(stored.hash) ?? this.#missing('head');
      this.#newest = { stored, sealed, state: undefined };
    }
    return this.#newest;
  }

  #canonicalHash(number: bigint): Uint8Array | undefined {
    const head = this.store.head();
    if (head === undefined || number > head.number || number < 0n) return undefined;
    return this.store.blocks.canonicalHash(number);
  }

  /** A side block has an empty record: it has not been executed. */
  #receiptsRecord(hash: Uint8Array): Uint8Array | undefined {
    const record = this.store.blocks.receipts(hash);
    return record === undefined || record.length === 0 ? undefined : record;
  }

  #located(location: TransactionLocation | undefined): MinedTransaction | undefined {
    if (location === undefined) return undefined;
    const { blockNumber, index } = location;
    const hash = this.#canonicalHash(blockNumber);
    if (hash === undefined) return undefined;
    const atHand = this.#decoded.blockAtHand(hash);
    const transaction = atHand?.transactions[index];
    if (atHand !== undefined && transaction !== undefined) {
      return { transaction, index, block: { header: atHand.header, hash: atHand.hash } };
    }
    const block = this.headerByHash(hash);
    if (block === undefined) return undefined;
    const body = this.store.blocks.body(block.hash);
    return body && { transaction: readTransaction(body, index), index, block };
  }

  #marked(name: MarkerName): SealedHeader | undefined {
    const hash = this.store.blocks.marker(name);
    return hash === undefined || !this.isCanonical(hash) ? undefined : this.headerByHash(hash);
  }

  #requireCanonical(number: bigint, hash: Uint8Array): void {
    if (this.isCanonical(hash)) return;
    throw new StateUnavailableError(
      number,
      `block ${number} (${toHex(hash)}) is not canonical: its state is not kept`,
    );
  }

  #missing(what: string): never {
    throw new ChainError('genesis-missing', `the store has no ${what} block`);
  }
}
