import { bigIntToFixedBytes, concatBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { type Rules, rulesAt } from '../../vm/rules/rules.ts';
import type { Header } from '../block/header.ts';
import { nextBaseFee } from '../fees/baseFee.ts';
import { blobBaseFee, nextExcessBlobGas } from '../fees/blobFee.ts';
import type { NextBlockView } from '../pool/nextBlockView.ts';
import type { BlockParameters } from '../protocol/protocol.ts';
import { executable, isMergedAfter } from '../rules.ts';
import type { BlockClock } from './clock.ts';
import { steppedGasLimit } from './gasLimit.ts';

/** What the producer decides about its blocks. */
export interface NextBlockOptions {
  /** 20 bytes: the fee recipient */
  readonly coinbase: Uint8Array;
  /** The gas limit to reach; undefined: keep the parent's. */
  readonly gasLimit: bigint | undefined;
  /** Development chains take a new gas limit at once; others step towards it, as consensus demands. */
  readonly jumpsToGasLimit: boolean;
  /** at most 32 bytes */
  readonly extraData: Uint8Array;
  /** 32 bytes: what PREVRANDAO is derived from */
  readonly randaoSeed: Uint8Array;
}

/** What of the chain the next block follows from. */
export interface NextBlockChain {
  readonly config: ChainConfig;
  head(): { readonly header: Header; readonly hash: Uint8Array };
  totalDifficulty(hash: Uint8Array): bigint | undefined;
  /** What the chain's holders decided about the next block; undefined on a plain Ethereum chain. */
  nextParameters(): BlockParameters | undefined;
}

/** Everything about a block that its parent and its transactions do not decide. */
export interface NextBlockAttributes extends NextBlockView {
  readonly number: bigint;
  /** seconds */
  readonly timestamp: bigint;
  /** 20 bytes */
  readonly coinbase: Uint8Array;
  /** 32 bytes */
  readonly prevRandao: Uint8Array;
  readonly extraData: Uint8Array;
  /** undefined before Cancun */
  readonly excessBlobGas: bigint | undefined;
}

/** What of it a snapshot keeps. */
export interface NextBlockState {
  readonly coinbase: Uint8Array;
  readonly gasLimit: bigint | undefined;
  readonly baseFee: bigint | undefined;
  readonly prevRandao: Uint8Array | undefined;
}

/** What the attributes follow from, beside the producer's wishes. */
interface AttributesKey {
  readonly head: { readonly header: Header; readonly hash: Uint8Array };
  /** seconds */
  readonly timestamp: bigint;
  readonly config: ChainConfig;
  readonly parameters: BlockParameters | undefined;
}

/** Of objects that stay as they are it is enough to see that they are the same. */
function sameAttributes(a: AttributesKey, b: AttributesKey): boolean {
  return (
    a.head.hash === b.head.hash &&
    a.timestamp === b.timestamp &&
    a.config === b.config &&
    a.parameters === b.parameters
  );
}

const ZERO_WORD = new Uint8Array(32);

/** What is decided about the block after the head, dev mode's one-time wishes included. */
export class NextBlock {
  #coinbase: Uint8Array;
  #gasLimit: bigint | undefined;
  #baseFee: bigint | undefined;
  #prevRandao: Uint8Array | undefined;
  #known: { readonly of: AttributesKey; readonly attributes: NextBlockAttributes } | undefined;
  #parent: { readonly hash: Uint8Array; readonly totalDifficulty: bigint } = {
    hash: ZERO_WORD,
    totalDifficulty: 0n,
  };

  constructor(
    private readonly options: NextBlockOptions,
    private readonly parts: { readonly chain: NextBlockChain; readonly clock: BlockClock },
  ) {
    this.#coinbase = options.coinbase;
    this.#gasLimit = options.gasLimit;
  }

  /** The block as it would be now: the same object while nothing has changed, for every transaction that comes asks. */
  attributes(): NextBlockAttributes {
    const { chain, clock } = this.parts;
    const head = chain.head();
    const timestamp = clock.after(head.header.timestamp);
    const of = { head, timestamp, config: chain.config, parameters: chain.nextParameters() };
    if (this.#known === undefined || !sameAttributes(this.#known.of, of)) {
      this.#known = { of, attributes: this.#work(of) };
    }
    return this.#known.attributes;
  }

  #work({ head: { header, hash }, timestamp, parameters }: AttributesKey): NextBlockAttributes {
    const number = header.number + 1n;
    const rules = this.#rules(number, timestamp, hash);
    const excessBlobGas = rules.blobs === undefined ? undefined : nextExcessBlobGas(header, rules);
    return {
      rules,
      number,
      timestamp,
      coinbase: this.#coinbase,
      gasLimit: this.#limitAfter(header, rules, parameters?.gasLimit),
      prevRandao: this.#randaoOf(number, rules),
      extraData: this.options.extraData,
      baseFee: rules.has('london') ? (this.#baseFee ?? nextBaseFee(header, parameters)) : undefined,
      excessBlobGas,
      blobBaseFee:
        rules.blobs === undefined || excessBlobGas === undefined
          ? undefined
          : blobBaseFee(excessBlobGas, rules.blobs),
      contracts: parameters?.contracts ?? true,
    };
  }

  /** That block was made: wishes for one block are over. */
  made(attributes: NextBlockAttributes, parentTimestamp: bigint): void {
    this.#baseFee = undefined;
    this.#prevRandao = undefined;
    this.#known = undefined;
    this.parts.clock.made(attributes.timestamp, parentTimestamp);
  }

  setCoinbase(coinbase: Uint8Array): void {
    this.#coinbase = coinbase;
    this.#change();
  }

  setGasLimit(gasLimit: bigint): void {
    this.#gasLimit = gasLimit;
    this.#change();
  }

  /** wei per gas, of the next block only */
  setBaseFee(baseFee: bigint): void {
    this.#baseFee = baseFee;
    this.#change();
  }

  /** 32 bytes, of the next block only */
  setPrevRandao(value: Uint8Array): void {
    this.#prevRandao = value;
    this.#change();
  }

  save(): NextBlockState {
    return {
      coinbase: this.#coinbase,
      gasLimit: this.#gasLimit,
      baseFee: this.#baseFee,
      prevRandao: this.#prevRandao,
    };
  }

  restore(state: NextBlockState): void {
    this.#coinbase = state.coinbase;
    this.#gasLimit = state.gasLimit;
    this.#baseFee = state.baseFee;
    this.#prevRandao = state.prevRandao;
    this.#change();
  }

  /** As the options say. */
  reset(): void {
    this.restore({ ...this.options, baseFee: undefined, prevRandao: undefined });
  }

  #change(): void {
    this.#known = undefined;
  }

  #rules(number: bigint, timestamp: bigint, parent: Uint8Array): Rules {
    const { chain } = this.parts;
    // Every transaction that comes asks; the chain is read once for each head.
    if (this.#parent.hash !== parent) {
      this.#parent = { hash: parent, totalDifficulty: chain.totalDifficulty(parent) ?? 0n };
    }
    const merged = isMergedAfter(chain.config, this.#parent.totalDifficulty);
    return executable(rulesAt(chain.config, { number, timestamp, merged }));
  }

  /** What the chain's holders decided goes before the producer's own wish, and is never jumped to. */
  #limitAfter(parent: Header, rules: Rules, governed: bigint | undefined): bigint {
    const isFirstLondon = rules.has('london') && parent.baseFeePerGas === undefined;
    if (governed !== undefined) return steppedGasLimit(parent.gasLimit, governed, isFirstLondon);
    const target = this.#gasLimit ?? parent.gasLimit * (isFirstLondon ? 2n : 1n);
    return this.options.jumpsToGasLimit ? target : steppedGasLimit(parent.gasLimit, target, isFirstLondon);
  }

  /** Reproducible, so that two runs of the same tests see the same; nobody should gamble on it. */
  #randaoOf(number: bigint, rules: Rules): Uint8Array {
    if (!rules.has('merge')) return ZERO_WORD;
    return (
      this.#prevRandao ?? keccak256(concatBytes(this.options.randaoSeed, bigIntToFixedBytes(number, 32)))
    );
  }
}
