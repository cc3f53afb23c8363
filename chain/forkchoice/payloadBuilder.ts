import {
  type BytesKey,
  bigIntToFixedBytes,
  concatBytes,
  equalBytes,
  toHex,
  toKey,
} from '../../storage/encoding/bytes.ts';
import { sha256 } from '../../storage/encoding/sha256.ts';
import { rulesAt } from '../../vm/rules/rules.ts';
import type { Withdrawal } from '../block/block.ts';
import type { SealedHeader } from '../block/header.ts';
import type { TransactionSource } from '../building/build.ts';
import type { ExecutedBlock } from '../building/executedBlock.ts';
import type { Blockchain } from '../canonical/blockchain.ts';
import { nextBaseFee } from '../fees/baseFee.ts';
import { blobBaseFee, nextExcessBlobGas } from '../fees/blobFee.ts';
import type { TransactionPool } from '../pool/pool.ts';
import { steppedGasLimit } from '../produce/gasLimit.ts';
import { poolSource, strictSource } from '../produce/source.ts';
import { governedConfig } from '../protocol/governedConfig.ts';
import type { BlobSidecar, Transaction } from '../transaction/transaction.ts';
import { ForkChoiceError } from './errors.ts';

/** What a consensus client decides of a block that it wants made. */
export interface PayloadAttributes {
  /** 1 to 3: which form of the attributes it was given in */
  readonly version: number;
  /** seconds */
  readonly timestamp: bigint;
  /** 32 bytes */
  readonly prevRandao: Uint8Array;
  /** 20 bytes */
  readonly feeRecipient: Uint8Array;
  readonly withdrawals: readonly Withdrawal[] | undefined;
  /** 32 bytes */
  readonly parentBeaconRoot: Uint8Array | undefined;
}

/** A finished payload. */
export interface BuiltPayload {
  readonly executed: ExecutedBlock;
  /** wei that the fee recipient earns */
  readonly value: bigint;
  /** Blobs of the block's transactions, in order. */
  readonly sidecars: readonly BlobSidecar[];
}

/** What this node decides about its payloads. */
export interface PayloadBuilderOptions {
  /** The gas limit to step towards; undefined: keep the parent's. */
  readonly gasLimit: bigint | undefined;
  /** at most 32 bytes */
  readonly extraData: Uint8Array;
}

/** What payloads are made of. */
export interface PayloadBuilderParts {
  readonly chain: Blockchain;
  readonly pool: TransactionPool;
}

/** A payload in the making. */
interface Draft {
  readonly parent: Uint8Array;
  readonly attributes: PayloadAttributes;
  readonly id: Uint8Array;
  built: ExecutedBlock;
  poolVersion: number;
}

/** Payloads kept; a client asks for the newest one or two. */
const KEPT = 8;

/**
 * Makes blocks for a consensus client: one at once when it asks, and a better one when it comes for it and the pool has
 * changed meanwhile.
 */
export class PayloadBuilder {
  readonly #drafts = new Map<BytesKey, Draft>();

  constructor(
    private readonly options: PayloadBuilderOptions,
    private readonly parts: PayloadBuilderParts,
  ) {}

  /** Starts a payload on the head and answers its id. The caller holds the chain's lock. Throws ForkChoiceError. */
  async start(attributes: PayloadAttributes): Promise<Uint8Array> {
    const { chain, pool } = this.parts;
    const parent = chain.head();
    checkTime(attributes, parent);
    const id = payloadId(parent.hash, attributes);
    if (!this.#drafts.has(toKey(id))) {
      const poolVersion = pool.version;
      const built = await this.#build(attributes);
      this.#drafts.set(toKey(id), { parent: parent.hash, attributes, id, built, poolVersion });
      const oldest = this.#drafts.keys().next().value;
      if (this.#drafts.size > KEPT && oldest !== undefined) this.#drafts.delete(oldest);
    }
    return id;
  }

  /** The best block so far under this id. Throws ForkChoiceError. */
  get(id: Uint8Array): Promise<BuiltPayload> {
    const { chain, pool } = this.parts;
    return chain.lock.run(async () => {
      const draft = this.#drafts.get(toKey(id));
      if (draft === undefined) throw new ForkChoiceError('unknown-payload', `no payload ${toHex(id)}`);
      const isCurrent = equalBytes(chain.head().hash, draft.parent);
      if (isCurrent && pool.version !== draft.poolVersion) {
        draft.poolVersion = pool.version;
        draft.built = await this.#build(draft.attributes);
      }
      return this.#finish(draft.built);
    });
  }

  /**
   * testing_buildBlockV1: a block of exactly these transactions (undefined: of the pool's) on any canonical block. Throws
   * TransactionError, ForkChoiceError.
   */
  async buildOnce(
    parent: SealedHeader,
    attributes: PayloadAttributes,
    {
      transactions,
      extraData,
    }: { transactions?: readonly Transaction[] | undefined; extraData?: Uint8Array | undefined },
  ): Promise<BuiltPayload> {
    checkTime(attributes, parent);
    const source = transactions && strictSource(transactions);
    return this.#finish(await this.#buildOn(parent, attributes, source, extraData));
  }

  #build(attributes: PayloadAttributes): Promise<ExecutedBlock> {
    return this.#buildOn(this.parts.chain.head(), attributes);
  }

  #buildOn(
    parent: SealedHeader,
    attributes: PayloadAttributes,
    source?: TransactionSource,
    extraData = this.options.extraData,
  ): Promise<ExecutedBlock> {
    const { chain, pool } = this.parts;
    const { header } = parent;
    const { timestamp } = attributes;
    const parameters = chain.parametersAfter(parent);
    const rules = rulesAt(governedConfig(chain.ownConfig, parameters), {
      number: header.number + 1n,
      timestamp,
      merged: true,
    });
    const fees = {
      baseFee: nextBaseFee(header, parameters),
      blobBaseFee:
        rules.blobs === undefined ? undefined : blobBaseFee(nextExcessBlobGas(header, rules), rules.blobs),
    };
    const target = parameters?.gasLimit ?? this.options.gasLimit ?? header.gasLimit;
    return chain.buildOn(
      parent,
      {
        timestamp,
        coinbase: attributes.feeRecipient,
        gasLimit: steppedGasLimit(header.gasLimit, target, false),
        prevRandao: attributes.prevRandao,
        extraData,
        parentBeaconRoot: attributes.parentBeaconRoot,
        withdrawals: attributes.withdrawals,
      },
      source ?? poolSource(pool.select('fees', fees)),
      false,
    );
  }

  #finish(executed: ExecutedBlock): BuiltPayload {
    const { block, receipts } = executed;
    const baseFee = block.header.baseFeePerGas ?? 0n;
    let value = 0n;
    for (const { effectiveGasPrice, gasUsed } of receipts) value += (effectiveGasPrice - baseFee) * gasUsed;
    const sidecars = block.transactions
      .filter(({ type }) => type === 3)
      .flatMap(({ hash }) => this.parts.pool.get(hash)?.sidecar ?? []);
    return { executed, value, sidecars };
  }
}

function checkTime({ timestamp }: PayloadAttributes, { header }: SealedHeader): void {
  if (timestamp > header.timestamp) return;
  throw new ForkChoiceError('invalid-attributes', 'the timestamp is not after that of the parent');
}

/** The same wish has the same id. */
function payloadId(parent: Uint8Array, attributes: PayloadAttributes): Uint8Array {
  const { version, timestamp, prevRandao, feeRecipient, withdrawals, parentBeaconRoot } = attributes;
  const parts = [parent, bigIntToFixedBytes(timestamp, 8), prevRandao, feeRecipient];
  for (const { index, validatorIndex, address, amount } of withdrawals ?? []) {
    parts.push(bigIntToFixedBytes(index, 8), bigIntToFixedBytes(validatorIndex, 8), address);
    parts.push(bigIntToFixedBytes(amount, 8));
  }
  if (parentBeaconRoot !== undefined) parts.push(parentBeaconRoot);
  const id = sha256(concatBytes(...parts)).slice(0, 8);
  id[0] = version;
  return id;
}
