import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { SealedHeader } from '../block/header.ts';

/** The blocks that tips were suggested for. */
export interface SuggestionChain {
  head(): SealedHeader;
  headerByNumber(number: bigint): SealedHeader | undefined;
}

interface Suggestion {
  readonly number: bigint;
  readonly hash: Uint8Array;
  /** wei per gas */
  readonly tip: bigint;
}

/** Suggestions that are kept: a reorg that takes more heads away begins anew. */
const KEPT = 128;

/**
 * The tips suggested for the heads of this chain. Each leans on the one before, so those for blocks that have left the chain are
 * forgotten with them: after evm_revert fees are as before evm_snapshot.
 */
export class Suggestions {
  /** ascending */
  #known: Suggestion[] = [];

  constructor(
    private readonly chain: SuggestionChain,
    /** wei per gas: what is suggested before anything is known */
    private readonly initial: bigint,
  ) {}

  /** The tip of the head, which `make` works out from the one before where nobody has asked yet. */
  get(make: (previous: bigint) => bigint): bigint {
    const { header, hash } = this.chain.head();
    let last = this.#known.at(-1);
    if (last?.hash === hash) return last.tip;
    while (last !== undefined && !this.#isCanonical(last, header.number)) {
      this.#known.pop();
      last = this.#known.at(-1);
    }
    if (last?.number === header.number) return last.tip;
    const tip = make(last?.tip ?? this.initial);
    this.#known.push({ number: header.number, hash, tip });
    if (this.#known.length > KEPT) this.#known.shift();
    return tip;
  }

  #isCanonical({ number, hash }: Suggestion, head: bigint): boolean {
    const now = number > head ? undefined : this.chain.headerByNumber(number);
    return now !== undefined && equalBytes(now.hash, hash);
  }
}
