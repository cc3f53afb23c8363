import type { StateChanges } from '../../storage/state/changes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { StateUpdate } from '../../storage/state/stateUpdate.ts';
import { ethashDifficulty } from '../../vm/block/difficulty.ts';
import { finishBlock } from '../../vm/block/finish.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { Withdrawal } from '../block/block.ts';
import { EMPTY_OMMERS_HASH } from '../block/blockCodec.ts';
import type { Header, SealedHeader } from '../block/header.ts';
import { nextBaseFee } from '../fees/baseFee.ts';
import { nextExcessBlobGas } from '../fees/blobFee.ts';
import type { BlockParameters } from '../protocol/protocol.ts';
import { BLOOM_SIZE } from '../receipt/bloom.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { MAX_BLOCK_SIZE } from '../validate/body.ts';
import { type BlockRun, type ExecutionParts, endTransactions, runTransaction, startRun } from './blockRun.ts';
import { environmentOf } from './environment.ts';
import type { ExecutedBlock } from './executedBlock.ts';
import { beginProgress, blobGasLeft } from './progress.ts';
import { sealBlock } from './sealBlock.ts';

/** What the maker of a block decides. */
export interface BuildAttributes {
  /** seconds, after the parent's */
  readonly timestamp: bigint;
  /** 20 bytes: the fee recipient */
  readonly coinbase: Uint8Array;
  readonly gasLimit: bigint;
  /** 32 bytes: PREVRANDAO after the merge, the mixHash before */
  readonly prevRandao: Uint8Array;
  /** at most 32 bytes */
  readonly extraData: Uint8Array;
  /** wei per gas in place of the one that follows from the parent; dev mode only, other nodes refuse the block */
  readonly baseFee?: bigint | undefined;
  /** in place of the one that follows from the parent; dev mode only */
  readonly excessBlobGas?: bigint | undefined;
  /** 32 bytes, from Cancun; zero when absent */
  readonly parentBeaconRoot?: Uint8Array | undefined;
  /** from Shanghai; none when absent */
  readonly withdrawals?: readonly Withdrawal[] | undefined;
}

/** Where the transactions of a block come from, best first. */
export interface TransactionSource {
  /** The best one left; undefined: no more. */
  peek(): Transaction | undefined;
  /** It was taken. */
  shift(): void;
  /** It cannot go in, nor can its sender's later ones: an error, or what the block has no room for. */
  pop(reason: TransactionError | 'gas' | 'blobs' | 'size'): void;
}

/** What a block is built on. */
export interface BuildBase {
  readonly parent: SealedHeader;
  readonly parentHasOmmers: boolean;
  /** The rules of the block to be built. */
  readonly rules: Rules;
  /** State after the parent. */
  readonly state: StateReader;
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  /** What the chain's holders decided about the block; undefined on a plain Ethereum chain. */
  readonly parameters?: BlockParameters | undefined;
}

/** What building needs of the program. */
export interface BuildParts extends Omit<ExecutionParts, 'stateRoot'> {
  /** The root of the parent's state with these changes; writes nothing. */
  computeRoot(changes: StateChanges): StateUpdate;
}

/** Less than this is no transaction's gas: looking further cannot fill the block. */
const LEAST_GAS = 21_000n;

/** Bytes kept free for the header and the heads of lists. */
const SIZE_RESERVE = 16_384;

/** A block that has run to its end and has no roots and no hash yet. */
export interface DraftBlock {
  /** but for what its transactions decide */
  readonly header: Header;
  readonly receipts: readonly Receipt[];
  /** at the end of the block */
  readonly state: StateReader;
  /** Works out the roots, which take longer than most blocks run, and the hash. */
  seal(): ExecutedBlock;
}

/**
 * Makes the next block from `source`: runs what fits in the order given; the header is written when it is sealed. Nothing is
 * stored or announced. Throws BlockExecutionError where a system contract fails.
 */
export async function draftBlock(
  base: BuildBase,
  attributes: BuildAttributes,
  source: TransactionSource,
  parts: BuildParts,
): Promise<DraftBlock> {
  const { rules } = base;
  const draft = draftHeader(base, attributes);
  const withdrawals = rules.has('shanghai') ? (attributes.withdrawals ?? []) : undefined;
  const state = new WorldState(base.state);
  const run = startRun({
    rules,
    block: environmentOf(draft, rules, base.blockHash),
    state,
    parts: { ...parts, stateRoot: (changes) => parts.computeRoot(changes).root },
    parameters: base.parameters,
  });
  await beginProgress(run, base.parent.hash);
  await runSource(run, source);
  await endTransactions(run);
  const requests = await finishBlock(parts.engine, run, {
    withdrawals: withdrawals ?? [],
    ommers: [],
    logs: run.logs,
  });

  const { receipts } = run;
  const end = state.asReader();
  const seal = (): ExecutedBlock => {
    const changes = state.changes();
    const update = parts.computeRoot(changes);
    const block = sealBlock(draft, run, { stateRoot: update.root, withdrawals, requests });
    return { block, receipts, changes, update, requests, state: end };
  };
  return { header: draft, receipts, state: end, seal };
}

/** The header with all that is known before the transactions run. */
function draftHeader(
  { parent, parentHasOmmers, rules, parameters }: BuildBase,
  attributes: BuildAttributes,
): Header {
  const { header } = parent;
  const { timestamp } = attributes;
  const beaconRoot = attributes.parentBeaconRoot ?? new Uint8Array(32);
  return {
    parentHash: parent.hash,
    ommersHash: EMPTY_OMMERS_HASH,
    coinbase: attributes.coinbase,
    stateRoot: new Uint8Array(32),
    transactionsRoot: new Uint8Array(32),
    receiptsRoot: new Uint8Array(32),
    logsBloom: new Uint8Array(BLOOM_SIZE),
    difficulty: rules.has('merge')
      ? 0n
      : ethashDifficulty(rules, { ...header, hasOmmers: parentHasOmmers }, timestamp),
    number: header.number + 1n,
    gasLimit: attributes.gasLimit,
    gasUsed: 0n,
    timestamp,
    extraData: attributes.extraData,
    mixHash: attributes.prevRandao,
    nonce: new Uint8Array(8),
    baseFeePerGas: rules.has('london') ? (attributes.baseFee ?? nextBaseFee(header, parameters)) : undefined,
    excessBlobGas: rules.has('cancun')
      ? (attributes.excessBlobGas ?? nextExcessBlobGas(header, rules))
      : undefined,
    parentBeaconBlockRoot: rules.has('cancun') ? beaconRoot : undefined,
  };
}

async function runSource(run: BlockRun, source: TransactionSource): Promise<void> {
  let size = SIZE_RESERVE;
  for (let tx = source.peek(); tx !== undefined; tx = source.peek()) {
    const gasLeft = run.block.gasLimit - run.gasUsed;
    if (gasLeft < LEAST_GAS) return;
    if (tx.gasLimit > gasLeft) source.pop('gas');
    else if (BigInt(tx.blobHashes.length) * GAS_PER_BLOB > blobGasLeft(run)) source.pop('blobs');
    else if (run.rules.has('osaka') && size + tx.raw.length > MAX_BLOCK_SIZE) source.pop('size');
    else {
      const answer = refusal(run, tx);
      // a transaction takes some microseconds: waiting for what is there would take as long
      const refused = answer instanceof Promise ? await answer : answer;
      if (refused?.code === 'hook-gas-limit-reached') source.pop('gas');
      else if (refused !== undefined) source.pop(refused);
      else {
        source.shift();
        size += tx.raw.length;
      }
    }
  }
}

/** Runs the transaction; answers why it could not be. */
function refusal(
  run: BlockRun,
  transaction: Transaction,
): TransactionError | undefined | Promise<TransactionError | undefined> {
  try {
    const outcome = runTransaction(run, transaction);
    return outcome instanceof Promise ? outcome.then(() => undefined, asRefusal) : undefined;
  } catch (error) {
    return asRefusal(error);
  }
}

function asRefusal(error: unknown): TransactionError {
  if (error instanceof TransactionError) return error;
  throw error;
}
